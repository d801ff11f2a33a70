/** The two ways a message reaches the sandbox. */
export const CHANNELS = ['email', 'slack'] as const;

/** One of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

/** What every accepted message has, whichever way it came; what does not apply to a channel is null. */
interface Accepted {
  readonly id: string;
  /** The instant the body had been read completely: ISO 8601, UTC, milliseconds. */
  readonly receivedAt: string;
  /** Email: the envelope's recipients, joined by `, `. Slack: `#channel`, or `@address` for a direct message. */
  readonly to: string;
  readonly text: string;
  /** What came over the wire: the message source (email), or the arguments of the call as JSON without its token (Slack). */
  readonly raw: string;
}

/** An email, accepted after the final dot. */
export interface EmailMessage extends Accepted {
  readonly channel: 'email';
  readonly subject: string;
  readonly html: string | null;
  /** By lower-case name, unfolded, otherwise as received; a repeated header's values are joined by line breaks. */
  readonly headers: Readonly<Record<string, string>>;
  readonly blocks: null;
}

/** A Slack message, accepted once the call's body was read. */
export interface SlackMessage extends Accepted {
  readonly channel: 'slack';
  readonly subject: null;
  readonly html: null;
  readonly headers: null;
  readonly blocks: readonly unknown[];
  readonly metadata: SlackMetadata | null;
  /** The conversation's id, `C…` or `D…`. */
  readonly conversation: string;
  /** Slack's name of a message: unique and increasing within its conversation, `seconds.microseconds`. */
  readonly ts: string;
  /** The instant of the last `chat.update`, if there was one. */
  readonly editedAt: string | null;
}

/** What a Slack app attaches to a message for itself to find again. */
export interface SlackMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** Anything the inbox shows. */
export type Message = EmailMessage | SlackMessage;
