import { describe, expect, it } from '@jest/globals';
import { parseLocalDate, parseTimeZone, type LocalDate, type TimeZone } from '#libs/kernel';
import { violationOf } from './violation.js';

const policy = { requireExpiration: true, maximumLifetimeDays: 400 };
const MINUTE_MS = 60_000;

const day = (date: string, zone: string) => ({
  precision: 'day' as const,
  date: parseLocalDate(date) as LocalDate,
  timeZone: (parseTimeZone(zone) ?? zone) as TimeZone,
  expiresAt: new Date(0),
});

const instant = (expiresAt: Date) => ({ ...day('2099-01-01', 'UTC'), precision: 'instant' as const, expiresAt });

describe('a day', () => {
  it.each([
    { zone: 'UTC', at: '2027-01-01T00:00:00Z', last: '2028-02-05', tooFar: '2028-02-06' },
    { zone: 'UTC', at: '2027-01-01T23:59:59.999Z', last: '2028-02-05', tooFar: '2028-02-06' },
    // There it is the next day already, fourteen hours early.
    { zone: 'Pacific/Kiritimati', at: '2027-01-01T09:59:59.999Z', last: '2028-02-05', tooFar: '2028-02-06' },
    { zone: 'Pacific/Kiritimati', at: '2027-01-01T10:00:00Z', last: '2028-02-06', tooFar: '2028-02-07' },
    // And there still the day before, eleven hours long.
    { zone: 'Pacific/Pago_Pago', at: '2027-01-01T10:59:59.999Z', last: '2028-02-04', tooFar: '2028-02-05' },
    { zone: 'Pacific/Pago_Pago', at: '2027-01-01T11:00:00Z', last: '2028-02-05', tooFar: '2028-02-06' },
    // Its 14 March begins at one o'clock, and it is the 13th until then.
    { zone: 'America/Havana', at: '2027-03-14T04:59:59.999Z', last: '2028-04-16', tooFar: '2028-04-17' },
    // Known by another machine only: as in UTC.
    { zone: 'Mars/Base', at: '2027-01-01T12:00:00Z', last: '2028-02-05', tooFar: '2028-02-06' },
  ])('in $zone at $at may be $last, and not $tooFar', ({ zone, at, last, tooFar }) => {
    expect(violationOf(day(last, zone), policy, new Date(at))).toBeUndefined();
    expect(violationOf(day(tooFar, zone), policy, new Date(at))).toBe('LIFETIME_TOO_LONG');
  });

  it('of today or tomorrow is enough for a policy of one day', () => {
    const [least, now] = [{ ...policy, maximumLifetimeDays: 1 }, new Date('2027-01-01T12:00:00Z')];
    expect(violationOf(day('2027-01-01', 'UTC'), least, now)).toBeUndefined();
    expect(violationOf(day('2027-01-02', 'UTC'), least, now)).toBeUndefined();
    expect(violationOf(day('2027-01-03', 'UTC'), least, now)).toBe('LIFETIME_TOO_LONG');
  });
});

it('an instant may be 400 times 24 hours from now, and not a millisecond more', () => {
  const now = new Date('2027-01-01T12:00:00Z');
  const last = now.getTime() + 400 * 24 * 60 * MINUTE_MS;
  expect(violationOf(instant(new Date(last)), policy, now)).toBeUndefined();
  expect(violationOf(instant(new Date(last + 1)), policy, now)).toBe('LIFETIME_TOO_LONG');
});

it('no expiration violates a policy, and what is over already does not', () => {
  const now = new Date('2027-01-01T12:00:00Z');
  expect(violationOf(null, policy, now)).toBe('NO_EXPIRATION');
  expect(violationOf(instant(new Date(0)), policy, now)).toBeUndefined();
});

it('where no expiration is required, nothing violates anything', () => {
  const open = { requireExpiration: false, maximumLifetimeDays: 1 };
  const now = new Date('2027-01-01T12:00:00Z');
  for (const validity of [null, day('2099-01-01', 'UTC'), instant(new Date('2099-01-01T00:00:00Z'))])
    expect(violationOf(validity, open, now)).toBeUndefined();
});
