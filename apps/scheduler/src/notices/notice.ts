import type { CredentialSnapshot } from '#libs/contracts';

/** A credential that a message is about, with what is true of it at the moment the message is made. */
export interface NoticeSubject {
  readonly credential: CredentialSnapshot;
  /** Whether its expiry has passed, by the database's clock. */
  readonly expired: boolean;
}

/** What one message tells: the credentials, most urgent first, and all the words a channel needs. */
export interface Notice {
  readonly subjects: readonly NoticeSubject[];
}
