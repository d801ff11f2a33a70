import type { Expiration } from './expiration.js';

/** What somebody did about a reminder, and said: of one expiration, and of the reminders that had fallen due by then. */
export interface ReminderResponse {
  readonly kind: 'ACKNOWLEDGED' | 'SNOOZED';
  readonly by: { readonly id: string; readonly email: string; readonly name: string };
  /** ISO 8601 in UTC, like every instant here: it is stored and told as it is. */
  readonly at: string;
  /** When it is due once more; `null` unless snoozed. */
  readonly until: string | null;
  readonly reason: string | null;
  /** The end of the expiration that it was about. */
  readonly expiresAt: string;
  /** Of how many days before the expiration the reminder was. */
  readonly leadDays: number;
}

/** What decides whether anybody is reminded of a credential, and what was done about that. */
export interface Reminded {
  readonly expiration: Expiration | null;
  readonly replacedBy?: string | null;
  readonly response: ReminderResponse | null;
}

/** A response as it is stored, unless the expiration is another by now: of that, nobody has been reminded. */
export function responseTo(expiration: Expiration | null, stored: ReminderResponse | null): ReminderResponse | null {
  return stored?.expiresAt === expiration?.expiresAt.toISOString() ? stored : null;
}

/** What is left of a response after a change: it goes with another expiration, and with a successor. */
export function responseAfter(before: Reminded, change: Partial<Reminded>): ReminderResponse | null {
  const { expiration = before.expiration, replacedBy = before.replacedBy, response = before.response } = change;
  return expiration === before.expiration && replacedBy === before.replacedBy ? response : null;
}
