import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import { expiryOfDay, lastValidDay, minusDays, timeOfDayBefore } from './instants.js';
import type { LocalDate } from './local-date.js';
import type { TimeZone } from './time-zone.js';

const DAY_MS = 86_400_000;
const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'] as TimeZone[];

/** A day of 2026–2037. No zone has skipped one since 2011, and none has announced to. */
const aDate = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2037-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10) as LocalDate);
const aZone = fc.constantFrom(...zones);
const anyMoment = fc.record({ date: aDate, zone: aZone });

/** A day on which the clocks of its zone change, or the one before: where naive code is wrong. */
const aChange = anyMoment.map(({ date, zone }) => {
  const change = Temporal.PlainDate.from(date).toZonedDateTime(zone).getTimeZoneTransition('next');
  const day = change?.subtract({ nanoseconds: 1 }).toPlainDate() ?? Temporal.PlainDate.from(date);
  return { date: day.toString() as LocalDate, zone };
});
const aMoment = fc.oneof(anyMoment, aChange);

/** Each day of 2026–2037 on which the clocks of a zone change, the one before and the one after. */
function changesOf(zone: TimeZone): readonly LocalDate[] {
  const days: LocalDate[] = [];
  const [first, last] = ['2026-01-01', '2038-01-01'].map((day) => Temporal.PlainDate.from(day).toZonedDateTime(zone));
  for (let change = first?.getTimeZoneTransition('next'); change && last; change = change.getTimeZoneTransition('next')) {
    if (Temporal.ZonedDateTime.compare(change, last) >= 0) break;
    const day = change.subtract({ nanoseconds: 1 }).toPlainDate();
    days.push(...[-1, 0, 1].map((more) => day.add({ days: more }).toString() as LocalDate));
  }
  return days;
}

const formats = new Map<TimeZone, Intl.DateTimeFormat>();

/** The wall clock of a zone as Intl shows it: no Temporal in it, ours or another. */
function wallClock(instant: number, zone: TimeZone): { readonly date: string; readonly time: string } {
  const fields = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...fields });
  formats.set(zone, format);
  const [date = '', time = ''] = format.format(instant).split(' ');
  return { date, time };
}

/** The same by another implementation of Temporal. */
function independentEnd({ date, zone }: { readonly date: LocalDate; readonly zone: TimeZone }): number {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
}

const endOf = (moment: { readonly date: LocalDate; readonly zone: TimeZone }) => expiryOfDay(moment)?.getTime() ?? NaN;

describe('the end of a day, in any zone', () => {
  it('is the one another implementation finds', () => {
    fc.assert(
      fc.property(aMoment, (moment) => {
        expect(endOf(moment)).toBe(independentEnd(moment));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is so around every change of the clocks there is from 2026 to 2037', () => {
    const moments = zones.flatMap((zone) => changesOf(zone).map((date) => ({ date, zone })));
    const differing = moments.filter((moment) => endOf(moment) !== independentEnd(moment));
    expect(differing).toEqual([]);
    expect(moments.length).toBeGreaterThan(5_000);
  }, 60_000);

  it('is the first instant whose local date is after the day', () => {
    const QUARTER_MS = 900_000;
    fc.assert(
      fc.property(aMoment, ({ date, zone }) => {
        const end = endOf({ date, zone });
        expect(wallClock(end, zone).date > date).toBe(true);
        expect(wallClock(end - 1, zone).date).toBe(date);
        for (let instant = end - 1; instant > end - 2 * DAY_MS; instant -= QUARTER_MS) {
          expect(wallClock(instant, zone).date <= date).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has the day for its last valid one', () => {
    fc.assert(
      fc.property(aMoment, ({ date, zone }) => {
        expect(lastValidDay(new Date(endOf({ date, zone })), zone)).toBe(date);
      }),
    );
  });
});

describe('days before an instant, in any zone', () => {
  const anInstant = fc.date({ min: new Date('2026-01-01'), max: new Date('2037-12-31'), noInvalidDate: true });
  const someDays = fc.integer({ min: 1, max: 90 });

  it('are at the same local time, or past the gap if there is none, as another implementation finds', () => {
    fc.assert(
      fc.property(anInstant, aZone, someDays, (instant, zone, days) => {
        const local = Temporal.Instant.from(instant.toISOString()).toZonedDateTimeISO(zone);
        expect(minusDays(instant, { days, zone }).getTime()).toBe(local.subtract({ days }).epochMilliseconds);
      }),
      { numRuns: 500 },
    );
  });

  it('come in order: a week, a day, the end', () => {
    fc.assert(
      fc.property(aMoment, ({ date, zone }) => {
        const end = new Date(endOf({ date, zone }));
        const [week, day] = [7, 1].map((days) => minusDays(end, { days, zone }));
        expect([week, day, end].toSorted((one, other) => Number(one) - Number(other))).toEqual([week, day, end]);
        expect(day).not.toEqual(end);
      }),
    );
  });

  it('have the time of day asked for, unless the clocks skip it', () => {
    fc.assert(
      fc.property(aMoment, someDays, fc.integer({ min: 0, max: 1_439 }), ({ date, zone }, days, minutes) => {
        const at = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
        const day = Temporal.PlainDate.from(date).subtract({ days });
        const expected = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) });
        expect(timeOfDayBefore({ date, zone }, { days, at }).getTime()).toBe(expected.epochMilliseconds);
      }),
      { numRuns: 500 },
    );
  });
});
