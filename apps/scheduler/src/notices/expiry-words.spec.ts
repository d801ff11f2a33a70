import { describe, expect, it } from '@jest/globals';
import { at, endOf } from '../../test/notices.setup.js';
import { dayInWords, distanceInWords, endInWords } from './expiry-words.js';

const newYork = { date: '2027-03-31', timeZone: 'America/New_York' };

describe('dayInWords', () => {
  it('names the month and drops the zero', () => {
    expect(dayInWords('2027-09-05')).toBe('5 Sep 2027');
  });
});

describe('endInWords', () => {
  it('says that a chosen day is included, and in which zone it is meant', () => {
    expect(endInWords(endOf('2027-03-31'))).toBe('until the end of 31 Mar 2027 (Europe/Berlin)');
  });

  it('says the local time of an exact instant', () => {
    expect(endInWords(at('2027-03-31T18:30:20.000Z', newYork))).toBe('until 31 Mar 2027, 14:30 (America/New_York)');
  });

  it('takes an instant at midnight for the end of the day before, as its date says', () => {
    expect(endInWords(at('2027-04-01T04:00:00.000Z', newYork))).toBe('until the end of 31 Mar 2027 (America/New_York)');
  });
});

describe('distanceInWords', () => {
  const seenFrom = (now: string) => distanceInWords(endOf('2027-03-31'), new Date(now));

  it('counts calendar days of the zone, across the change of clocks too', () => {
    expect(seenFrom('2027-03-24T22:59:59Z')).toBe('in 7 days');
    expect(seenFrom('2027-03-24T23:00:00Z')).toBe('in 6 days');
  });

  it('says tomorrow until midnight in the zone, then today', () => {
    expect(seenFrom('2027-03-30T21:59:59Z')).toBe('tomorrow');
    expect(seenFrom('2027-03-30T22:00:00Z')).toBe('today');
  });
});
