import type { CredentialSnapshot, KeyEvent } from '#libs/contracts';
import { expiryOf, owedExpiration } from '../reminders/index.js';

/** What is stored of a credential when its event is heard. */
export interface HeardCredential {
  readonly snapshot: CredentialSnapshot;
  /** Which expiry is true of it now; `null` for none, or once it is revoked or replaced. */
  readonly expiry: string | null;
  readonly eventId: string;
  readonly requestId: string | null;
}

/** What there is to store of an event. */
export function heard(event: KeyEvent): HeardCredential {
  const { data: snapshot, id: eventId, requestid } = event;
  const expiration = owedExpiration(snapshot);
  return { snapshot, expiry: expiration && expiryOf(expiration), eventId, requestId: requestid ?? null };
}
