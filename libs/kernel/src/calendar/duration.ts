import { Temporal } from 'temporal-polyfill';

/** Reads `P7D` as 7; answers `undefined` for anything but a whole number of days from 1 to 400. */
export function parseDays(text: string): number | undefined {
  const digits = /^P(\d{1,3})D$/.exec(text)?.[1];
  const days = Number(digits);
  return digits !== undefined && days >= 1 && days <= 400 ? days : undefined;
}

/** No year, no sign, no small letters, and no more than anybody means. */
const WRITTEN = /^P[0-9WDTHMS.,]{1,40}$/;

/**
 * Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds as milliseconds; what is finer is cut off. A day is 24
 * hours here, wherever and whenever. Answers `undefined` for anything else: a month or a year has no length of its own.
 *
 * @example parseDuration('P1DT12H') // 129_600_000
 */
export function parseDuration(text: string): number | undefined {
  if (!WRITTEN.test(text)) return undefined;
  try {
    const duration = Temporal.Duration.from(text);
    const days = duration.days + 7 * duration.weeks;
    return Math.trunc(duration.with({ weeks: 0, days }).total('milliseconds'));
  } catch {
    return undefined;
  }
}
