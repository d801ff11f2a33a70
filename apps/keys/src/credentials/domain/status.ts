import type { Expiration } from './expiration.js';

/** How a credential stands, from good to gone. */
export const statuses = ['ACTIVE', 'EXPIRING', 'EXPIRED', 'REVOKED'] as const;

/** How a credential stands; computed from its dates and the time, never stored. */
export type Status = (typeof statuses)[number];

/** A credential is EXPIRING, and says so in every answer, for its last seven times 24 hours. */
export const EXPIRING_MS = 7 * 24 * 60 * 60 * 1_000;

interface Dates {
  readonly expiration: Pick<Expiration, 'expiresAt'> | null;
  readonly revokedAt: Date | null;
}

/** How a credential stands at `now`. Revoked beats expired: it is what a person decided. */
export function statusAt({ expiration, revokedAt }: Dates, now: Date): Status {
  if (revokedAt !== null) return 'REVOKED';
  if (expiration === null) return 'ACTIVE';
  const left = expiration.expiresAt.getTime() - now.getTime();
  if (left <= 0) return 'EXPIRED';
  return left <= EXPIRING_MS ? 'EXPIRING' : 'ACTIVE';
}
