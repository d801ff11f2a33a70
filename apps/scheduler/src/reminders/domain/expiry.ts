import type { CredentialSnapshot } from '#libs/contracts';

/** When a credential ends, as its snapshot says. */
export type Expiration = NonNullable<CredentialSnapshot['expiration']>;

/**
 * What makes an expiry this one and no other: a chosen day in its zone, or an exact instant. It stays the same when new rules
 * for a zone move the instant of a day, so nobody is reminded of one date twice.
 *
 * @example expiryOf(expiration) // '2027-03-31[Europe/Berlin]'
 */
export function expiryOf({ precision, date, timeZone, expiresAt }: Expiration): string {
  return precision === 'day' ? `${date}[${timeZone}]` : expiresAt;
}
