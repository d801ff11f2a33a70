import { lastValidDay, minusDays, timeOfDayBefore, zoneHere } from '#libs/kernel';
import { expiryOf, type Expiration } from './expiry.js';

/** One notice that is owed, or that would have been had the credential not been born inside its window. */
export interface PlannedReminder {
  readonly expiry: string;
  readonly expiresAt: Date;
  readonly leadDays: number;
  readonly dueAt: Date;
  readonly state: 'PLANNED' | 'SKIPPED';
  /** Why it is skipped. */
  readonly reason: string | null;
}

interface PlanSettings {
  /** How many calendar days before the expiry, each once. */
  readonly leadDays: readonly number[];
  /** Since when a lead time has been one; those not in here have been from the beginning. */
  readonly leadDaysSetAt?: ReadonlyMap<number, Date>;
  /** The preferred local time of day, `HH:mm`. */
  readonly sendAt: string;
  /** Since when it has been that; absent or `null`: from the beginning. */
  readonly sendAtSetAt?: Date | null;
}

/**
 * What is owed for an expiration: one reminder per lead time. Depends on nothing but its arguments: planning again plans the
 * same, whenever that is done. What was wished for late owes nothing of the time before. In a zone that this machine does not
 * know it counts days in UTC: better hours off than never.
 */
export function planReminders(expiration: Expiration, settings: PlanSettings): PlannedReminder[] {
  const { leadDays, leadDaysSetAt, sendAt, sendAtSetAt } = settings;
  const expiresAt = new Date(expiration.expiresAt);
  const setAt = new Date(expiration.setAt);
  const zone = zoneHere(expiration.timeZone);
  return leadDays.map((days) => {
    const strict = minusDays(expiresAt, { days, zone });
    const preferred = timeOfDayBefore({ date: lastValidDay(expiresAt, zone), zone }, { days, at: sendAt });
    const wishedAt = latest(setAt, leadDaysSetAt?.get(days));
    const about = { expiry: expiryOf(expiration), expiresAt, leadDays: days };
    if (strict <= wishedAt)
      return { ...about, dueAt: strict, state: 'SKIPPED', reason: strict <= setAt ? BORN_WITHIN : CHOSEN_LATE };
    const dueAt = dueInstant({ strict, preferred, setAt: latest(wishedAt, sendAtSetAt) });
    return { ...about, dueAt, state: 'PLANNED', reason: null };
  });
}

const BORN_WITHIN = 'the expiry was chosen within this lead time';
const CHOSEN_LATE = 'the lead time was chosen when it had passed already';

function latest(one: Date, other: Date | null | undefined): Date {
  return other && other > one ? other : one;
}

interface DueChoice {
  readonly strict: Date;
  readonly preferred: Date;
  readonly setAt: Date;
}

/** The earlier of the two instants; the strict one if the preferred had passed when all of this was chosen. */
function dueInstant({ strict, preferred, setAt }: DueChoice): Date {
  return preferred < strict && preferred > setAt ? preferred : strict;
}
