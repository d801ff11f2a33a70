import type { ChannelName } from '../channels/index.js';
import type { NoticeSubject, Tally } from '../notices/index.js';

/** One credential of a claimed message, with the ids that lead back to the request behind it. */
export interface ClaimedSubject extends NoticeSubject {
  readonly deliveryId: string;
  /** The event that brought the version of the credential that is told of. */
  readonly eventId: string;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  /** Which expiry it is about, and of which lead time. */
  readonly expiry: string;
  readonly leadDays: number;
  readonly expiresAt: Date;
  /** When its reminder fell due. */
  readonly firedAt: Date;
}

/** What a message is about: as much as it takes to write it, however many credentials that are. */
export interface Digest {
  /** The most urgent credentials, and of those still to expire the first and the last. */
  readonly subjects: readonly ClaimedSubject[];
  /** How many there are in all, by what is said of them. */
  readonly tally: readonly Tally[];
  readonly count: number;
  /** Failed attempts of the one that was tried most often. */
  readonly attempts: number;
  /** Seconds from the due instant to the claim, of the one that waited longest. */
  readonly latenessSeconds: number;
}

/** A claimed message without what it is about. */
export interface Envelope {
  readonly id: string;
  readonly channel: ChannelName;
  readonly recipient: string;
  readonly fence: number;
  readonly claimedAt: Date;
  readonly ageSeconds: number;
  readonly bodyBegun: boolean;
  readonly resent: boolean;
  /** The database's time at the claim: as of then it is said what has expired. */
  readonly now: Date;
}

/** A message that this process may send, for as long as its lease holds and its fence is the highest. */
export interface ClaimedMessage extends Envelope, Digest {}

/** A message to send: a fresh one, or one whose fate is not known and has to be looked into first. */
export interface Claim {
  readonly message: ClaimedMessage;
  readonly lost: boolean;
}
