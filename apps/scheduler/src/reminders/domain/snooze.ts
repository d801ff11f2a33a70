import { expiryOf, type Expiration } from './expiry.js';

/** What somebody did about a reminder, as far as it plans another. */
interface Response {
  readonly until: string | null;
  readonly leadDays: number;
}

/** A reminder that is due once more. */
export interface Snooze {
  readonly expiry: string;
  readonly expiresAt: Date;
  readonly until: Date;
  /** Of which lead time the reminder was that is due once more. */
  readonly leadDays: number;
}

/** The reminder that was snoozed; none unless it comes before the end: after it there is nothing to be reminded of. */
export function snoozeOf(expiration: Expiration | null, response: Response | undefined): Snooze | undefined {
  if (!expiration || typeof response?.until !== 'string') return undefined;
  const [until, expiresAt] = [new Date(response.until), new Date(expiration.expiresAt)];
  return until < expiresAt ? { expiry: expiryOf(expiration), expiresAt, until, leadDays: response.leadDays } : undefined;
}
