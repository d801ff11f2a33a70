import type { LocalDate, TimeZone } from '#libs/kernel';
import type { Expiration } from './domain/expiration.js';

/**
 * The columns that every table of credentials keeps an expiration in, in the order of {@link expirationParameters}. All of
 * them are set, or none. The day is to be read as `expiration_date::text`: a Postgres `date` would arrive as a JavaScript Date
 * at the process's own midnight.
 */
export const EXPIRATION_COLUMNS = [
  'expiration_precision',
  'expiration_date',
  'expiration_time_zone',
  'expires_at',
  'expiration_set_at',
] as const;

/** What those columns hold. */
export interface ExpirationColumns {
  readonly expiration_precision: Expiration['precision'] | null;
  readonly expiration_date: LocalDate | null;
  readonly expiration_time_zone: TimeZone | null;
  readonly expires_at: Date | null;
  readonly expiration_set_at: Date | null;
}

/** The expiration that a row holds. */
export function toExpiration(row: ExpirationColumns): Expiration | null {
  const { expiration_precision: precision, expiration_date: date, expiration_time_zone: timeZone } = row;
  const { expires_at: expiresAt, expiration_set_at: setAt } = row;
  if (precision === null || date === null || timeZone === null || expiresAt === null || setAt === null) return null;
  return { precision, date, timeZone, expiresAt, setAt };
}

/** What to store of an expiration, one value per column. */
export function expirationParameters(expiration: Expiration | null): readonly unknown[] {
  const { precision = null, date = null, timeZone = null, expiresAt = null, setAt = null } = expiration ?? {};
  return [precision, date, timeZone, expiresAt, setAt];
}
