import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOverEverywhere, parseChosenExpiration } from './chosen-expiration.js';

describe('a chosen expiration', () => {
  it('is a day when it is written as one', () => {
    expect(parseChosenExpiration('2027-03-31')).toEqual({ precision: 'day', date: '2027-03-31' });
    expect(parseChosenExpiration('2028-02-29')).toEqual({ precision: 'day', date: '2028-02-29' });
  });

  it.each([
    ['2027-03-31T10:15:30.123Z', '2027-03-31T10:15:30.123Z'],
    ['2027-03-31T10:15:30.123456789Z', '2027-03-31T10:15:30.123Z'],
    ['2027-03-31T10:15:30.1Z', '2027-03-31T10:15:30.100Z'],
    ['2027-03-31T10:15', '2027-03-31T10:15:00.000Z'],
    ['2027-03-31T00:15:00+05:45', '2027-03-30T18:30:00.000Z'],
    ['2027-03-31T23:15:00-12:00', '2027-04-01T11:15:00.000Z'],
    ['2027-03-31T10:15:30-00:00', '2027-03-31T10:15:30.000Z'],
    ['2027-03-31T10:15:30.123456789012Z', '2027-03-31T10:15:30.123Z'],
    ['2027-03-31T10:15:30,5Z', '2027-03-31T10:15:30.500Z'],
    ['2027-03-31t10:15:30z', '2027-03-31T10:15:30.000Z'],
    ['2027-03-31T10:15:30+0545', '2027-03-31T04:30:30.000Z'],
    ['2027-03-31T10:15:30-05', '2027-03-31T15:15:30.000Z'],
  ])('is the instant of %s', (text, instant) => {
    expect(parseChosenExpiration(text)).toEqual({ precision: 'instant', at: new Date(instant) });
  });

  it('is an instant for every way in which a client writes one', () => {
    const range = { min: new Date('2000-01-01'), max: new Date('9998-12-31'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (at) => {
        const iso = at.toISOString();
        for (const text of [iso, iso.replace('Z', '+00:00'), iso.replace('Z', ''), iso.replace('Z', '000Z')]) {
          expect(parseChosenExpiration(text)).toEqual({ precision: 'instant', at });
        }
      }),
    );
  });

  it.each([
    '2027-W13-3',
    '2027-090',
    '20270331T101530Z',
    '2027-03-31 10:15',
    '2027-03-31T10:15:60Z',
    '2027-03-31T10:15+2',
    '2027-03-31T10:15+15:00',
  ])('is nothing for %s', (text) => {
    expect(parseChosenExpiration(text)).toBeUndefined();
  });

  it('is nothing for a text with anything before or behind it', () => {
    const good = fc.constantFrom('2027-03-31', '2027-03-31T10:15:30Z', '2027-03-31T10:15:30.123+02:00');
    fc.assert(
      fc.property(good, fc.string({ minLength: 1, maxLength: 3 }), (text, more) => {
        expect(parseChosenExpiration(more + text)).toBeUndefined();
        expect(parseChosenExpiration(text + more)).toBeUndefined();
      }),
    );
  });
});

describe('a choice is over everywhere', () => {
  const noon = new Date('2027-03-31T12:00:00Z');

  it('for an instant, once it is there', () => {
    expect(isOverEverywhere({ precision: 'instant', at: noon }, noon)).toBe(true);
    expect(isOverEverywhere({ precision: 'instant', at: noon }, new Date(noon.getTime() - 1))).toBe(false);
  });

  it('for a day, once it has ended in the last zone on earth', () => {
    const day = parseChosenExpiration('2027-03-30') ?? fail();
    expect(isOverEverywhere(day, noon)).toBe(true);
    expect(isOverEverywhere(day, new Date(noon.getTime() - 1))).toBe(false);
  });
});

function fail(): never {
  throw new Error('This is a day.');
}
