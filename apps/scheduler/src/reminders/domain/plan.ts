import { lastValidDay, minusDays, timeOfDayBefore, zoneHere } from '#libs/kernel';
import { expiryOf, type Expiration } from './expiry.js';

/** One notice that is owed, or that would have been had the credential not been born inside its window. */
export interface PlannedReminder {
  readonly expiry: string;
  readonly expiresAt: Date;
  readonly leadDays: number;
  readonly dueAt: Date;
  readonly state: 'PLANNED' | 'SKIPPED';
}

interface PlanSettings {
  /** How many calendar days before the expiry, each once. */
  readonly leadDays: readonly number[];
  /** The preferred local time of day, `HH:mm`. */
  readonly sendAt: string;
}

/**
 * What is owed for an expiration: one reminder per lead time. Depends on nothing but its arguments: planning again plans the
 * same, whenever that is done. In a zone that this machine does not know it counts days in UTC: better hours off than never.
 */
export function planReminders(expiration: Expiration, { leadDays, sendAt }: PlanSettings): PlannedReminder[] {
  const expiresAt = new Date(expiration.expiresAt);
  const setAt = new Date(expiration.setAt);
  const zone = zoneHere(expiration.timeZone);
  return leadDays.map((days) => {
    const strict = minusDays(expiresAt, { days, zone });
    const preferred = timeOfDayBefore({ date: lastValidDay(expiresAt, zone), zone }, { days, at: sendAt });
    const skipped = strict <= setAt;
    const dueAt = skipped ? strict : dueInstant({ strict, preferred, setAt });
    return { expiry: expiryOf(expiration), expiresAt, leadDays: days, dueAt, state: skipped ? 'SKIPPED' : 'PLANNED' };
  });
}

interface DueChoice {
  readonly strict: Date;
  readonly preferred: Date;
  readonly setAt: Date;
}

/** The earlier of the two instants; the strict one if the preferred had passed when the expiration was chosen. */
function dueInstant({ strict, preferred, setAt }: DueChoice): Date {
  return preferred < strict && preferred > setAt ? preferred : strict;
}
