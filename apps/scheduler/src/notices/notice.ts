import type { CredentialSnapshot } from '#libs/contracts';

/** A credential that a message is about, with what is true of it at the moment the message is made. */
export interface NoticeSubject {
  readonly credential: CredentialSnapshot;
  /** Whether its expiry has passed, by the database's clock. */
  readonly expired: boolean;
}

/**
 * What one message tells: the credentials, most urgent first, and all the words a channel needs. Texts that people chose
 * are on one line, free of control characters and of bounded length; whoever renders them escapes them for its medium.
 */
export interface Notice {
  /** Every credential the message is about, the soonest expiry first. */
  readonly subjects: readonly NoticeSubject[];
  /** What and when, on one line: the subject of an email. At most 150 characters. */
  readonly headline: string;
  /** The most urgent credentials, at most {@link mostRows}. */
  readonly rows: readonly NoticeRow[];
  /** How many credentials have no row of their own. */
  readonly more: number;
  /** Where all credentials are listed. */
  readonly allUrl: string;
  /** What stops working, and what to do about it. */
  readonly consequence: string;
  /** Why the reader got this message. */
  readonly reason: string;
}

/** One credential in the words of a message. */
export interface NoticeRow {
  /** What it is: "API key". */
  readonly kind: string;
  readonly name: string;
  readonly last4: string;
  readonly description: string | undefined;
  /** The owner's name and address. */
  readonly owner: string;
  /** The roles in words: "Viewer, User". */
  readonly roles: string;
  readonly expired: boolean;
  /** How far off the expiry is: "in 7 days", "tomorrow", "today", "has expired". */
  readonly distance: string;
  /** The last day on which it is valid: "31 Mar 2027". */
  readonly day: string;
  /** Its end in words, with the zone: "until the end of 31 Mar 2027 (Europe/Berlin)". */
  readonly end: string;
  /** Its end as an instant, ISO 8601 in UTC. */
  readonly expiresAt: string;
  /** Where it can be rotated. */
  readonly url: string;
}

/** A message shows at most this many credentials one by one. */
export const mostRows = 20;
