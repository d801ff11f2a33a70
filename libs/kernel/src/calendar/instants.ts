import { Temporal } from 'temporal-polyfill';
import type { LocalDate } from './local-date.js';
import type { TimeZone } from './time-zone.js';

/** A point of local time in a zone. */
interface LocalMoment {
  readonly date: LocalDate;
  readonly zone: TimeZone;
}

/**
 * The instant at which a chosen day is over: the start of the next local day, exclusive. A key that expires on `date` is
 * valid while `now < expiryOfDay(date)`. Answers `undefined` for a day the zone skipped (Apia, 30 December 2011).
 *
 * @example expiryOfDay({ date: '2027-10-28', zone: 'Africa/Cairo' }) // 22:00Z, a day of 25 hours
 */
export function expiryOfDay({ date, zone }: LocalMoment): Date | undefined {
  const day = Temporal.PlainDate.from(date);
  const start = day.toZonedDateTime({ timeZone: zone });
  if (!start.toPlainDate().equals(day)) return undefined;
  return toDate(day.add({ days: 1 }).toZonedDateTime({ timeZone: zone }));
}

/** The local day of the last moment at which something that ends at `expiresAt` (exclusive) is still valid. */
export function lastValidDay(expiresAt: Date, zone: TimeZone): LocalDate {
  const last = Temporal.Instant.fromEpochMilliseconds(expiresAt.getTime() - 1);
  return last.toZonedDateTimeISO(zone).toPlainDate().toString() as LocalDate;
}

/** `instant` less a number of calendar days at the same local time: not multiples of 24 hours. */
export function minusDays(instant: Date, { days, zone }: { readonly days: number; readonly zone: TimeZone }): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return toDate(local.subtract({ days }));
}

/** The instant of a local time of day (`HH:mm`), a number of calendar days before a date. */
export function timeOfDayBefore({ date, zone }: LocalMoment, { days, at }: { readonly days: number; readonly at: string }): Date {
  const day = Temporal.PlainDate.from(date).subtract({ days });
  return toDate(day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) }));
}

function toDate(moment: Temporal.ZonedDateTime): Date {
  return new Date(moment.epochMilliseconds);
}
