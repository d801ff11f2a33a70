import { parseLocalDate, type LocalDate } from '#libs/kernel';

/** What a caller asked for: the end of a day somewhere, or an exact instant. */
export type ChosenExpiration =
  { readonly precision: 'day'; readonly date: LocalDate } | { readonly precision: 'instant'; readonly at: Date };

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})[Tt]((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?:[Zz]|([+-](?:0\d|1[0-4]))(?::?([0-5]\d))?)?$/;

/** West of everyone: the last place on earth where a day ends. */
const LAST_PLACE_MS = 36 * 60 * 60 * 1_000;

/**
 * Reads `YYYY-MM-DD` (a day) or an ISO 8601 date-time (an instant; without a zone it is UTC; finer than milliseconds is cut
 * off). Offsets may be written as `+02:00`, `+0200` (strftime, older Jackson) or `+02`, and letters small, as RFC 3339 has
 * it. Otherwise strictly: what the calendar or the clock doesn't have, and any other spelling, answers `undefined`.
 */
export function parseChosenExpiration(text: string): ChosenExpiration | undefined {
  const day = parseLocalDate(text);
  if (day !== undefined) return { precision: 'day', date: day };
  const [, date = '', time = '', seconds = '00', fraction = '', hours = '+00', minutes = '00'] = DATE_TIME.exec(text) ?? [];
  if (parseLocalDate(date) === undefined) return undefined;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  return { precision: 'instant', at: new Date(`${date}T${time}:${seconds}.${milliseconds}${hours}:${minutes}`) };
}

/** Whether a choice is over wherever it may be meant; a day that is over in some zones only needs its zone to tell. */
export function isOverEverywhere(chosen: ChosenExpiration, now: Date): boolean {
  if (chosen.precision === 'instant') return chosen.at <= now;
  return Date.parse(`${chosen.date}T00:00:00Z`) + LAST_PLACE_MS <= now.getTime();
}
