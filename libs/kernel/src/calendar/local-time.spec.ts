import { describe, expect, it } from '@jest/globals';
import { Temporal } from 'temporal-polyfill';
import fc from 'fast-check';
import type { LocalDate } from './local-date.js';
import { daysUntil, localTimeAt } from './local-time.js';
import type { TimeZone } from './time-zone.js';

const berlin = 'Europe/Berlin' as TimeZone;
const zones = ['UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/Santiago', 'Africa/Cairo', 'Australia/Lord_Howe'] as TimeZone[];
const anInstant = fc.date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

describe('localTimeAt', () => {
  it('shows the wall clock of the zone, seconds cut off', () => {
    expect(localTimeAt(new Date('2027-03-31T21:59:59.999Z'), berlin)).toEqual({ date: '2027-03-31', time: '23:59' });
  });

  it('shows the hour that is repeated in autumn both times', () => {
    expect(localTimeAt(new Date('2027-10-31T00:30:00Z'), berlin).time).toBe('02:30');
    expect(localTimeAt(new Date('2027-10-31T01:30:00Z'), berlin).time).toBe('02:30');
  });
});

describe('daysUntil', () => {
  const until = (now: string) => daysUntil('2027-03-31' as LocalDate, { now: new Date(now), zone: berlin });

  it('counts midnights of the zone, not hours', () => {
    expect(until('2027-03-31T21:59:59.999Z')).toBe(0);
    expect(until('2027-03-30T21:59:59.999Z')).toBe(1);
    expect(until('2027-03-30T22:00:00.000Z')).toBe(0);
  });

  it('counts a week across the change of clocks as seven days', () => {
    expect(until('2027-03-24T07:00:00Z')).toBe(7);
  });

  it('is negative once the day is past', () => {
    expect(until('2027-04-02T12:00:00Z')).toBe(-2);
  });

  it('is the number of days one adds to today to arrive there, in any zone', () => {
    fc.assert(
      fc.property(anInstant, fc.constantFrom(...zones), fc.integer({ min: -400, max: 400 }), (now, zone, days) => {
        const date = Temporal.PlainDate.from(localTimeAt(now, zone).date).add({ days }).toString() as LocalDate;
        expect(daysUntil(date, { now, zone })).toBe(days);
      }),
    );
  });
});
