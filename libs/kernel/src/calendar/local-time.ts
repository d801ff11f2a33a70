import { Temporal } from 'temporal-polyfill';
import type { LocalDate } from './local-date.js';
import type { TimeZone } from './time-zone.js';

/** How a clock on the wall and a calendar beside it show an instant. */
export interface LocalTime {
  readonly date: LocalDate;
  /** The time of day, `HH:mm`; seconds are cut off, not rounded. */
  readonly time: string;
}

/** What the wall shows in a zone at an instant. */
export function localTimeAt(instant: Date, zone: TimeZone): LocalTime {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return {
    date: local.toPlainDate().toString() as LocalDate,
    time: local.toPlainTime().toString({ smallestUnit: 'minute', roundingMode: 'trunc' }),
  };
}

/**
 * How many calendar days lie between today in the zone and a day: 0 today, 1 tomorrow, negative once it is past. Hours do
 * not count, so a day of 23 or 25 of them is one day like any other.
 *
 * @example daysUntil('2027-03-31', { now: new Date('2027-03-30T21:59:00Z'), zone: 'Europe/Berlin' }) // 1: 23:59 on the 30th
 */
export function daysUntil(date: LocalDate, { now, zone }: { readonly now: Date; readonly zone: TimeZone }): number {
  const today = Temporal.PlainDate.from(localTimeAt(now, zone).date);
  return today.until(Temporal.PlainDate.from(date), { largestUnit: 'days' }).days;
}
