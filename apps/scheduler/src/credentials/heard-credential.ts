import type { CredentialSnapshot, KeyEvent } from '#libs/contracts';
import { parseTraceparent } from '#libs/observability';
import { expiryOf, owedExpiration } from '../reminders/index.js';

/** What is stored of a credential when its event is heard. */
export interface HeardCredential {
  readonly snapshot: CredentialSnapshot;
  /** Which expiry is true of it now; `null` for none, or once it is revoked or replaced. */
  readonly expiry: string | null;
  readonly eventId: string;
  readonly requestId: string | null;
  /** Where in a trace it changed, if it was traced: what is sent of it later leads back there. */
  readonly traceparent: string | null;
}

/** What there is to store of an event. */
export function heard(event: KeyEvent): HeardCredential {
  const { data: snapshot, id: eventId, requestid, traceparent } = event;
  const expiration = owedExpiration(snapshot);
  return {
    snapshot,
    expiry: expiration && expiryOf(expiration),
    eventId,
    requestId: requestid ?? null,
    traceparent: traceparent !== undefined && parseTraceparent(traceparent) ? traceparent : null,
  };
}
