import type { CredentialKind, CredentialSnapshot } from '#libs/contracts';

/** A credential that a message is about, with what is true of it at the moment the message is made. */
export interface NoticeSubject {
  readonly credential: CredentialSnapshot;
  /** Whether its expiry has passed, by the database's clock. */
  readonly expired: boolean;
}

/** How many credentials of one kind a message is about, those that have expired apart from the others. */
export interface Tally {
  readonly kind: CredentialKind;
  readonly expired: boolean;
  readonly count: number;
}

/**
 * What one message tells: the credentials, most urgent first, and all the words a channel needs. Texts that people chose
 * are on one line, free of control characters and of bounded length; whoever renders them escapes them for its medium.
 */
export interface Notice {
  /** What and when, on one line: the subject of an email. At most 150 characters. */
  readonly headline: string;
  /** The most urgent credentials, at most {@link mostRows}. */
  readonly rows: readonly NoticeRow[];
  /** How many credentials have no row of their own. */
  readonly more: number;
  /** Where all credentials of their kinds are listed. */
  readonly allUrl: string;
  /** What is listed there: "API keys", or "credentials" of several kinds. */
  readonly allWords: string;
  /** What stops working, and what to do about it. */
  readonly consequence: string;
  /** Why the reader got this message. */
  readonly reason: string;
}

/** One credential in the words of a message. */
export interface NoticeRow {
  /** What it is, as the beginning of a sentence: "API key". */
  readonly kind: string;
  /** The same in short, within one: "key". */
  readonly short: string;
  readonly name: string;
  /** The last characters of a key or token: all that is ever told of it. */
  readonly last4: string | undefined;
  /** How configuration refers to a secret: "{{ secrets.billing_db }}". */
  readonly reference: string | undefined;
  readonly description: string | undefined;
  /** The owner's name and address. */
  readonly owner: string;
  /** The roles of an API key in words: "Viewer, User". A token may do what its owner may, and a secret nothing. */
  readonly roles: string | undefined;
  /** What somebody did about its last reminder: "Acknowledged by Ann (ann@example.com) on 3 May 2027: renewing with vendor". */
  readonly response: string | undefined;
  readonly expired: boolean;
  /** How far off the expiry is: "in 7 days", "tomorrow", "today", "has expired". */
  readonly distance: string;
  /** The last day on which it is valid: "31 Mar 2027". */
  readonly day: string;
  /** Its end in words, with the zone: "until the end of 31 Mar 2027 (Europe/Berlin)". */
  readonly end: string;
  /** Its end as an instant, ISO 8601 in UTC. */
  readonly expiresAt: string;
  /** What to do about it: "Rotate"; "Open" once it has expired. */
  readonly remedy: string;
  /** Where that is done. */
  readonly url: string;
  /** Its workspace and its id: what comes back with a click. */
  readonly about: string;
}

/** A message shows at most this many credentials one by one. */
export const mostRows = 20;
