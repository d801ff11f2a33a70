import type { SendOutcome, Trace } from '../delivery-core/index.js';
import type { Notice } from '../notices/index.js';

/** The ways to reach people. */
export const channelNames = ['EMAIL', 'SLACK', 'WEBHOOK'] as const;

/** A way to reach people. */
export type ChannelName = (typeof channelNames)[number];

/**
 * Channels each of whose recipients is a provider of its own: it is sent one message at a time, and its failures and pauses are
 * nobody else's.
 */
const APART: readonly ChannelName[] = ['WEBHOOK'];

/** Whether each recipient of a channel is a provider of its own. */
export function keepsApart(channel: ChannelName): boolean {
  return APART.includes(channel);
}

/** What a message says to a machine. */
export interface OutgoingEvent {
  /** The same at every try, whatever message that is in. */
  readonly id: string;
  /** Words with dots between them. */
  readonly type: string;
  readonly occurredAt: Date;
  readonly data: object;
}

/** A message as it goes to one recipient: an address, a Slack channel, or a webhook. */
export interface OutgoingMessage {
  /** Names this message to the provider for ever: a resend carries the same. */
  readonly id: string;
  readonly recipient: string;
  readonly notice: Notice;
  /** The same for machines; absent in a message about several credentials. */
  readonly event?: OutgoingEvent | undefined;
}

/** A message whose answer was lost. */
export interface LostMessage {
  readonly id: string;
  readonly recipient: string;
  readonly claimedAt: Date;
  /** Whether the sender ever reported that the body began to go out. */
  readonly bodyBegun: boolean;
}

/** One way to reach people. Neither method ever rejects for what a provider answers or fails to answer. */
export interface Channel {
  readonly name: ChannelName;
  /** How many messages may be under way at once from one process. */
  readonly senders: number;
  /** The least time between two messages to one recipient, in milliseconds; what falls due meanwhile is sent together. */
  readonly gapMs: number;
  /** How many messages may go out in a minute, from all processes together; absent: any number. */
  readonly perMinute?: number;
  /** How many credentials a message may be about; any number unless given. */
  readonly perMessage?: number;
  /** Whether the provider can be asked for a message whose answer was lost; where it can't, `look` may never know. */
  readonly canBeAsked: boolean;
  /** Whether recipients know a message that they get twice for the one that it is: then it may be sent until it is answered. */
  readonly dropsRepeats: boolean;
  /**
   * One provider call: no retries, over within 20 s. `bodyBegins` is awaited at the last moment before which the message
   * can not have been accepted; if it rejects, nothing is sent and the outcome is `later`.
   */
  send(message: OutgoingMessage, bodyBegins: () => Promise<void>): Promise<SendOutcome>;
  /** Looks for a message whose answer was lost. Over within 20 s. */
  look(lost: LostMessage): Promise<Trace>;
  close(): Promise<void>;
}

/** Injects the configured channels, at most one of each name. */
export const CHANNELS = Symbol('CHANNELS');
