import type { ChannelName } from '../channels/index.js';
import type { NoticeSubject } from '../notices/index.js';

/** One credential of a claimed message, with the ids that lead back to the request behind it. */
export interface ClaimedSubject extends NoticeSubject {
  readonly deliveryId: string;
  readonly attempts: number;
  readonly eventId: string;
  readonly requestId: string | null;
  /**
   * Whether it is owed still: else it is to be cancelled, for the credential has been revoked, rotated or given another expiry, or
   * superseded, for a more urgent reminder of the same expiry has fallen due; or the user it is for has left, and the admins
   * are owed it instead, or nobody is there to be.
   */
  readonly standing: 'OWED' | 'CANCELLED' | 'SUPERSEDED' | 'LEFT' | 'FORSAKEN';
  /** Seconds from its due instant to the claim. */
  readonly latenessSeconds: number;
}

/** A message that this process may send, for as long as its lease holds and its fence is the highest. */
export interface ClaimedMessage {
  readonly id: string;
  readonly channel: ChannelName;
  readonly recipient: string;
  readonly fence: number;
  readonly claimedAt: Date;
  readonly ageSeconds: number;
  readonly bodyBegun: boolean;
  readonly resent: boolean;
  /** The database's time at the claim. */
  readonly now: Date;
  /** Soonest expiry first. */
  readonly subjects: readonly ClaimedSubject[];
}

/** A message to send: a fresh one, or one whose fate is not known and has to be looked into first. */
export interface Claim {
  readonly message: ClaimedMessage;
  readonly lost: boolean;
}
