import type { CredentialSnapshot } from '#libs/contracts';
import type { Expiration } from './domain/expiration.js';

/** An expiration as events tell of it. */
export function snapshotExpiration(expiration: Expiration | null): CredentialSnapshot['expiration'] {
  return (
    expiration && {
      precision: expiration.precision,
      date: expiration.date,
      timeZone: expiration.timeZone,
      expiresAt: expiration.expiresAt.toISOString(),
      setAt: expiration.setAt.toISOString(),
    }
  );
}
