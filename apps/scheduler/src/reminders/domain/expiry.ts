/** When a credential ends, and since when that is so. */
export interface Expiration {
  /** Whether a person chose a day or a program an exact instant. */
  readonly precision: 'day' | 'instant';
  /** The last local day on which it is valid, `YYYY-MM-DD`. */
  readonly date: string;
  /** IANA zone in which `date` is meant. */
  readonly timeZone: string;
  /** ISO 8601 in UTC, exclusive. */
  readonly expiresAt: string;
  /** When this expiration was chosen, ISO 8601 in UTC. */
  readonly setAt: string;
}

/** What decides whether the end of a credential is anybody's concern. */
interface Credential {
  readonly expiration: Expiration | null;
  readonly revokedAt: string | null;
  readonly replacedBy: string | null;
}

/**
 * The expiration that reminders are owed of. None of a credential that is revoked, and none of one that has a successor: it is
 * on its way out, whatever the grace of its rotation makes of its date.
 */
export function owedExpiration({ expiration, revokedAt, replacedBy }: Credential): Expiration | null {
  return revokedAt === null && replacedBy === null ? expiration : null;
}

/** Why whatever was owed before of a credential is owed no longer. */
export function whyCancelled({ revokedAt, replacedBy }: Omit<Credential, 'expiration'>): string {
  if (revokedAt !== null) return 'the credential was revoked';
  return replacedBy === null ? 'the expiry has changed' : 'the credential was rotated';
}

/**
 * What makes an expiry this one and no other: a chosen day in its zone, or an exact instant. It stays the same when new rules
 * for a zone move the instant of a day, so nobody is reminded of one date twice.
 *
 * @example expiryOf(expiration) // '2027-03-31[Europe/Berlin]'
 */
export function expiryOf({ precision, date, timeZone, expiresAt }: Expiration): string {
  return precision === 'day' ? `${date}[${timeZone}]` : expiresAt;
}
