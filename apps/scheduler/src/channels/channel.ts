import type { SendOutcome, Trace } from '../delivery-core/index.js';
import type { Notice } from '../notices/index.js';

/** The ways to reach people. */
export const channelNames = ['EMAIL', 'SLACK'] as const;

/** A way to reach people. */
export type ChannelName = (typeof channelNames)[number];

/** A message as it goes to one recipient: an address, or a Slack channel. */
export interface OutgoingMessage {
  /** Names this message to the provider for ever: a resend carries the same. */
  readonly id: string;
  readonly recipient: string;
  readonly notice: Notice;
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
  /** Whether the provider can be asked for a message whose answer was lost; where it can't, `look` may never know. */
  readonly canBeAsked: boolean;
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
