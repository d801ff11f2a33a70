import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Expiration } from './expiry.js';
import { planReminders } from './plan.js';

const settings = { leadDays: [7, 1], sendAt: '09:00' };

const longAgo = '2020-01-01T00:00:00.000Z';

/** The end of 31 March 2027 in Berlin. */
const endOfMarch: Expiration = {
  precision: 'day',
  date: '2027-03-31',
  timeZone: 'Europe/Berlin',
  expiresAt: '2027-03-31T22:00:00.000Z',
  setAt: longAgo,
};

function dueOf(expiration: Expiration, leadDays: number): string | undefined {
  const reminder = planReminders(expiration, settings).find((planned) => planned.leadDays === leadDays);
  return reminder && `${reminder.state} ${reminder.dueAt.toISOString()}`;
}

describe('planReminders', () => {
  it('prefers nine in the morning, local time, seven days and one day before the date', () => {
    // Berlin changes to summer time on 28 March 2027, between the two.
    expect(dueOf(endOfMarch, 7)).toBe('PLANNED 2027-03-24T08:00:00.000Z');
    expect(dueOf(endOfMarch, 1)).toBe('PLANNED 2027-03-30T07:00:00.000Z');
  });

  it('takes the exact number of days where nine in the morning would be later', () => {
    const atFive = { ...endOfMarch, precision: 'instant' as const, expiresAt: '2027-03-31T03:00:00.000Z' };
    expect(dueOf(atFive, 1)).toBe('PLANNED 2027-03-30T03:00:00.000Z');
  });

  it('takes the exact number of days where nine had passed when the expiry was chosen', () => {
    expect(dueOf({ ...endOfMarch, setAt: '2027-03-30T12:00:00.000Z' }, 1)).toBe('PLANNED 2027-03-30T22:00:00.000Z');
  });

  it('skips a lead time that had passed altogether when the expiry was chosen', () => {
    expect(dueOf({ ...endOfMarch, setAt: '2027-03-28T12:00:00.000Z' }, 7)).toMatch(/^SKIPPED/);
    expect(dueOf({ ...endOfMarch, setAt: '2027-03-28T12:00:00.000Z' }, 1)).toMatch(/^PLANNED/);
  });

  it('does not care when it is asked: a plan made late owes what a plan made in time owed', () => {
    expect(dueOf({ ...endOfMarch, setAt: '2027-03-24T07:59:59.000Z' }, 7)).toBe('PLANNED 2027-03-24T08:00:00.000Z');
  });

  it('counts calendar days across a change of the clocks: 168 hours would be an hour off', () => {
    const newYork = {
      ...endOfMarch,
      timeZone: 'America/New_York',
      date: '2026-03-10',
      precision: 'instant' as const,
      expiresAt: '2026-03-10T10:00:00.000Z',
    };
    expect(dueOf(newYork, 7)).toBe('PLANNED 2026-03-03T11:00:00.000Z');
  });

  it('counts days in UTC in a zone that this machine does not know, rather than owe nothing', () => {
    expect(dueOf({ ...endOfMarch, timeZone: 'Mars/Base' }, 7)).toBe('PLANNED 2027-03-24T09:00:00.000Z');
  });

  it('always puts the longer lead time first, and every one before the expiry', () => {
    const zones = ['Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'America/Santiago', 'Antarctica/Troll', 'Pacific/Chatham'];
    const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2037-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2025-12-01'), noInvalidDate: true }),
        (at, timeZone, set) => {
          const expiresAt = at.toISOString();
          const setAt = (set < at ? set : new Date(at.getTime() - 1)).toISOString();
          const expiration: Expiration = { precision: 'instant', date: expiresAt.slice(0, 10), timeZone, expiresAt, setAt };
          const [seven, one] = planReminders(expiration, settings).map(({ dueAt }) => dueAt.getTime());
          expect(seven).toBeLessThan(one ?? NaN);
          expect(one).toBeLessThan(at.getTime());
          expect(planReminders(expiration, settings)).toEqual(planReminders(expiration, settings));
        },
      ),
    );
  });

  it('never owes a reminder that was due before the expiry was chosen', () => {
    const hours = fc.integer({ min: 1, max: 24 * 20 });
    fc.assert(
      fc.property(hours, (before) => {
        const setAt = new Date(new Date(endOfMarch.expiresAt).getTime() - before * 3_600_000);
        const owed = planReminders({ ...endOfMarch, setAt: setAt.toISOString() }, settings).filter(
          ({ state }) => state === 'PLANNED',
        );
        for (const { dueAt } of owed) expect(dueAt.getTime()).toBeGreaterThan(setAt.getTime());
      }),
    );
  });
});
