import { describe, expect, it } from '@jest/globals';
import { snoozeOf } from './snooze.js';

const expiration = {
  ...{ precision: 'day' as const, date: '2027-03-31', timeZone: 'Europe/Berlin' },
  ...{ expiresAt: '2027-03-31T22:00:00.000Z', setAt: '2027-01-01T00:00:00.000Z' },
};
const until = '2027-03-26T09:30:00.000Z';

describe('a snooze', () => {
  it('is due when it ends, of the expiration that is owed', () => {
    expect(snoozeOf(expiration, { until, leadDays: 7 })).toEqual({
      expiry: '2027-03-31[Europe/Berlin]',
      expiresAt: new Date(expiration.expiresAt),
      until: new Date(until),
      leadDays: 7,
    });
  });

  it('is none without one, of what nobody is reminded of, or that would end with the credential', () => {
    expect(snoozeOf(expiration, undefined)).toBeUndefined();
    expect(snoozeOf(expiration, { until: null, leadDays: 7 })).toBeUndefined();
    expect(snoozeOf(null, { until, leadDays: 7 })).toBeUndefined();
    expect(snoozeOf(expiration, { until: expiration.expiresAt, leadDays: 7 })).toBeUndefined();
  });
});
