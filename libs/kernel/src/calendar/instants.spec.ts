import { describe, expect, it } from '@jest/globals';
import { expiryOfDay, lastValidDay, minusDays, timeOfDayBefore } from './instants.js';
import { parseLocalDate, type LocalDate } from './local-date.js';
import { parseTimeZone, type TimeZone } from './time-zone.js';

const HOUR_MS = 3_600_000;

/** A day in a zone, both of which must exist. */
function moment(day: string, name: string): { date: LocalDate; zone: TimeZone } {
  const [date, zone] = [parseLocalDate(day), parseTimeZone(name)];
  if (!date || !zone) throw new Error(`${day} in ${name} is not a day in a zone`);
  return { date, zone };
}

const end = (day: string, zone: string) => expiryOfDay(moment(day, zone))?.toISOString().replace(':00.000Z', 'Z');

describe('expiryOfDay', () => {
  it.each([
    ['UTC', '2027-03-31', '2027-04-01T00:00Z', 'an ordinary day'],
    ['Europe/Berlin', '2027-03-31', '2027-03-31T22:00Z', 'an ordinary day'],
    ['America/Sao_Paulo', '2018-11-03', '2018-11-04T03:00Z', 'the next midnight is missing: 01:00 local'],
    ['America/Sao_Paulo', '2018-02-17', '2018-02-18T03:00Z', 'a day of 25 hours'],
    ['Africa/Cairo', '2026-04-23', '2026-04-23T22:00Z', 'the next midnight is missing: 01:00 local'],
    ['Africa/Cairo', '2027-10-28', '2027-10-28T22:00Z', 'the hour from 23:00 comes twice'],
    ['Asia/Beirut', '2027-10-30', '2027-10-30T22:00Z', 'the hour from 23:00 comes twice'],
    ['America/Santiago', '2027-04-03', '2027-04-04T04:00Z', 'a day of 25 hours'],
    ['America/Santiago', '2027-09-04', '2027-09-05T04:00Z', 'the next midnight is missing'],
    ['America/Nuuk', '2027-03-27', '2027-03-28T01:00Z', 'a day of 23 hours'],
    ['America/Nuuk', '2027-10-30', '2027-10-31T02:00Z', 'a day of 25 hours'],
    ['America/Scoresbysund', '2027-03-27', '2027-03-28T01:00Z', 'a day of 23 hours'],
    ['America/Scoresbysund', '2027-10-30', '2027-10-31T02:00Z', 'a day of 25 hours'],
    ['America/Havana', '2027-11-06', '2027-11-07T04:00Z', 'the next midnight comes twice: the first'],
    ['Atlantic/Azores', '2027-10-30', '2027-10-31T00:00Z', 'the next midnight comes twice: the first'],
    ['Pacific/Apia', '2011-12-29', '2011-12-30T10:00Z', 'the next day does not exist'],
  ])('in %s %s ends at %s: %s', (zone, day, expected) => {
    expect(end(day, zone)).toBe(expected);
  });

  it.each([
    ['Pacific/Apia', '2011-12-30'],
    ['Pacific/Fakaofo', '2011-12-30'],
    ['Pacific/Kiritimati', '1994-12-31'],
    ['Pacific/Kwajalein', '1993-08-21'],
  ])('refuses the day %s skipped, %s', (zone, day) => {
    expect(end(day, zone)).toBeUndefined();
  });

  it.each([
    ['Australia/Lord_Howe', '2027-04-04', 24.5],
    ['Australia/Lord_Howe', '2027-10-03', 23.5],
    ['Antarctica/Troll', '2027-03-28', 22],
    ['Antarctica/Troll', '2027-10-31', 26],
  ])('knows that %s has on %s a day of %d hours', (name, day, hours) => {
    const { date, zone } = moment(day, name);
    const expiresAt = expiryOfDay({ date, zone }) ?? new Date(NaN);
    const dayBefore = lastValidDay(new Date(expiresAt.getTime() - 27 * HOUR_MS), zone);
    const began = expiryOfDay({ date: dayBefore, zone }) ?? new Date(NaN);
    expect((expiresAt.getTime() - began.getTime()) / HOUR_MS).toBe(hours);
  });
});

describe('minusDays', () => {
  it('counts calendar days, not multiples of 24 hours', () => {
    const { date, zone } = moment('2026-03-10', 'America/New_York');
    const expiresAt = expiryOfDay({ date, zone }) ?? new Date(NaN);
    expect(minusDays(expiresAt, { days: 7, zone })).toEqual(new Date('2026-03-04T05:00:00Z'));
  });
});

describe('timeOfDayBefore', () => {
  const at = (day: string, name: string, ...[days, time]: [number, string]) =>
    timeOfDayBefore(moment(day, name), { days, at: time }).toISOString();

  it('is that time of day on the calendar day so many days before', () => {
    expect(at('2027-03-31', 'Europe/Berlin', 7, '09:00')).toBe('2027-03-24T08:00:00.000Z');
    expect(at('2027-03-31', 'Europe/Berlin', 1, '09:00')).toBe('2027-03-30T07:00:00.000Z');
    expect(at('2027-03-01', 'UTC', 1, '00:00')).toBe('2027-02-28T00:00:00.000Z');
  });

  it('moves a time that is skipped that day past the gap', () => {
    expect(at('2027-03-29', 'Europe/Berlin', 1, '02:30')).toBe('2027-03-28T01:30:00.000Z');
  });

  it('takes the first of a time that comes twice', () => {
    expect(at('2027-11-01', 'Europe/Berlin', 1, '02:30')).toBe('2027-10-31T00:30:00.000Z');
  });
});
