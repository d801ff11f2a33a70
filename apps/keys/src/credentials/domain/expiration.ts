import { expiryOfDay, InvalidField, lastValidDay, zoneHere, type LocalDate, type TimeZone } from '#libs/kernel';
import type { ChosenExpiration } from './chosen-expiration.js';

/** Until when a credential is valid, and what was chosen: date and zone are the truth, the instant follows from them. */
export interface Expiration {
  /** Whether a day was chosen (it ends with that day) or an exact instant. */
  readonly precision: 'day' | 'instant';
  /** The last local day on which the credential is valid. */
  readonly date: LocalDate;
  readonly timeZone: TimeZone;
  /** The instant from which it is refused (exclusive end). */
  readonly expiresAt: Date;
  /** When this expiration was chosen. */
  readonly setAt: Date;
}

/** ISO 8601 needs a sign and six digits from here on, which no client expects. */
const END_OF_YEARS = new Date(Date.UTC(10_000, 0, 1));

/** Settles a choice made at `now`. Throws {@link InvalidField} for one that is over, too far off, or on a day its zone skipped. */
export function settleExpiration(
  chosen: ChosenExpiration,
  { zone, now }: { readonly zone: TimeZone; readonly now: Date },
): Expiration {
  const expiresAt = chosen.precision === 'day' ? expiryOfDay({ date: chosen.date, zone }) : chosen.at;
  if (expiresAt === undefined) throw new InvalidField('expirationDate', `this day does not exist in ${zone}`);
  if (expiresAt <= now) throw new InvalidField('expirationDate', 'must be in the future');
  if (expiresAt >= END_OF_YEARS) throw new InvalidField('expirationDate', 'must end within the year 9999');
  const date = chosen.precision === 'day' ? chosen.date : lastValidDay(expiresAt, zone);
  return { precision: chosen.precision, date, timeZone: zone, expiresAt, setAt: now };
}

/**
 * The expiration after a new choice: the current one, its time of choosing included, if the choice says nothing new. Clients
 * send back what they were shown, which is the instant, so an instant without a zone is no news where it is true already.
 */
export function chooseAnew(
  current: Expiration | null,
  chosen: Expiration,
  { zoneWasGiven }: { readonly zoneWasGiven: boolean },
): Expiration {
  if (current?.expiresAt.getTime() !== chosen.expiresAt.getTime()) return chosen;
  if (chosen.precision === 'instant' && !zoneWasGiven) return current;
  const isSame = current.precision === chosen.precision && current.date === chosen.date && current.timeZone === chosen.timeZone;
  return isSame ? current : chosen;
}

/**
 * The expiration of what is to end at `end`: exactly then, or when it ends anyway if that is not later, which leaves what was
 * chosen as it is. `zone` is that of what never ended before.
 */
export function endingBy(
  end: Date,
  current: Expiration | null,
  { zone, now }: { readonly zone: TimeZone; readonly now: Date },
): Expiration {
  if (current !== null && current.expiresAt <= end) return current;
  const timeZone = current?.timeZone ?? zone;
  return { precision: 'instant', date: lastValidDay(end, zoneHere(timeZone)), timeZone, expiresAt: end, setAt: now };
}
