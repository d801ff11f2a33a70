import { daysUntil, zoneHere, type LocalDate, type TimeZone } from '#libs/kernel';
import type { SecurityPolicy } from './security-policy.js';

/** In what ways a credential can be other than a policy asks. */
export const violations = ['NO_EXPIRATION', 'LIFETIME_TOO_LONG'] as const;

/** In what way a credential is other than a policy asks. */
export type Violation = (typeof violations)[number];

/** Until when a credential is valid, and whether that is the end of a day or an exact instant. */
interface Validity {
  readonly precision: 'day' | 'instant';
  readonly date: LocalDate;
  readonly timeZone: TimeZone;
  readonly expiresAt: Date;
}

/** A lifetime of so many days ends at most so many times 24 hours from now, if it ends at an instant. */
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * In what way a credential is other than the policy asks at `now`; `undefined` if in none. What is left of a lifetime counts,
 * not what has passed of it: an exact instant lies at most so many times 24 hours from now, and a day at most so many days
 * from today in its own zone, of which all of it may be used.
 *
 * @example with 400 days, on 1 January 2027 in the credential's zone, 5 February 2028 is fine and the 6th too far
 */
export function violationOf(validity: Validity | null, policy: SecurityPolicy, now: Date): Violation | undefined {
  if (!policy.requireExpiration) return undefined;
  if (validity === null) return 'NO_EXPIRATION';
  return lifetimeIn(validity, now) <= policy.maximumLifetimeDays ? undefined : 'LIFETIME_TOO_LONG';
}

/** In days, from now or from today. A zone that only another machine knows is taken for UTC. */
function lifetimeIn({ precision, date, timeZone, expiresAt }: Validity, now: Date): number {
  if (precision === 'instant') return (expiresAt.getTime() - now.getTime()) / DAY_MS;
  return daysUntil(date, { now, zone: zoneHere(timeZone) });
}
