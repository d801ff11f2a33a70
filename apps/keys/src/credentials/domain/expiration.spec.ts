import { describe, expect, it } from '@jest/globals';
import { InvalidField, parseLocalDate, parseTimeZone, type LocalDate, type TimeZone } from '#libs/kernel';
import { chooseAnew, endingBy, settleExpiration } from './expiration.js';

const day = (text: string) => ({ precision: 'day', date: parseLocalDate(text) as LocalDate }) as const;
const at = (text: string) => ({ precision: 'instant', at: new Date(text) }) as const;
const zone = (text: string) => parseTimeZone(text) as TimeZone;
const now = new Date('2010-01-01T00:00:00Z');
const berlin = { zone: zone('Europe/Berlin'), now };

describe('settling', () => {
  it('keeps the day and the zone beside the instant that follows from them', () => {
    expect(settleExpiration(day('2027-03-31'), berlin)).toEqual({
      precision: 'day',
      date: '2027-03-31',
      timeZone: 'Europe/Berlin',
      expiresAt: new Date('2027-03-31T22:00:00Z'),
      setAt: now,
    });
  });

  it('names the last valid local day of an instant', () => {
    expect(settleExpiration(at('2027-03-31T22:00:00Z'), berlin).date).toBe('2027-03-31');
    expect(settleExpiration(at('2027-03-31T22:00:00.001Z'), berlin).date).toBe('2027-04-01');
  });

  it.each([
    {
      what: 'a day its zone skipped',
      chosen: day('2011-12-30'),
      name: 'Pacific/Apia',
      reason: 'this day does not exist in Pacific/Apia',
    },
    { what: 'a day that is over there', chosen: day('2009-12-31'), name: 'UTC', reason: 'must be in the future' },
    { what: 'this very instant', chosen: at('2010-01-01T00:00:00Z'), name: 'UTC', reason: 'must be in the future' },
    { what: 'the last day of 9999', chosen: day('9999-12-31'), name: 'UTC', reason: 'must end within the year 9999' },
    {
      what: 'an instant beyond 9999',
      chosen: at('+010000-01-01T00:00:00Z'),
      name: 'UTC',
      reason: 'must end within the year 9999',
    },
  ])('refuses $what', ({ chosen, name, reason }) => {
    expect(() => settleExpiration(chosen, { zone: zone(name), now })).toThrow(new InvalidField('expirationDate', reason));
  });

  it('takes the last millisecond of 9999, and a day that still goes on somewhere', () => {
    expect(settleExpiration(at('9999-12-31T23:59:59.999Z'), berlin).expiresAt.toISOString()).toBe('9999-12-31T23:59:59.999Z');
    expect(settleExpiration(day('2009-12-31'), { zone: zone('Pacific/Honolulu'), now }).expiresAt > now).toBe(true);
  });
});

describe('choosing anew', () => {
  const current = settleExpiration(day('2027-03-31'), berlin);
  const later = new Date('2010-06-01T00:00:00Z');
  type Chosen = Parameters<typeof settleExpiration>[0];
  const again = (chosen: Chosen, name: string, { zoneWasGiven }: { readonly zoneWasGiven: boolean }) =>
    chooseAnew(current, settleExpiration(chosen, { zone: zone(name), now: later }), { zoneWasGiven });

  it('the same is no new choice, nor is the instant that was shown', () => {
    expect(again(day('2027-03-31'), 'Europe/Berlin', { zoneWasGiven: true })).toBe(current);
    expect(again(at('2027-03-31T22:00:00Z'), 'UTC', { zoneWasGiven: false })).toBe(current);
  });

  it.each([
    { what: 'another day', chosen: day('2027-04-01'), name: 'Europe/Berlin', zoneWasGiven: true },
    { what: 'another zone', chosen: day('2027-03-31'), name: 'Europe/Paris', zoneWasGiven: true },
    { what: 'the instant with a zone of its own', chosen: at('2027-03-31T22:00:00Z'), name: 'UTC', zoneWasGiven: true },
    { what: 'another instant', chosen: at('2027-03-31T22:00:00.001Z'), name: 'UTC', zoneWasGiven: false },
  ])('$what is one, made now', ({ chosen, name, zoneWasGiven }) => {
    expect(again(chosen, name, { zoneWasGiven }).setAt).toBe(later);
  });

  it('is a choice where there was none', () => {
    expect(chooseAnew(null, current, { zoneWasGiven: false })).toBe(current);
  });
});

describe('ending by an instant', () => {
  const current = settleExpiration(day('2027-03-31'), berlin);
  const later = new Date('2010-06-01T00:00:00Z');
  const end = (text: string, of: typeof current | null = current) =>
    endingBy(new Date(text), of, { zone: zone('Asia/Tokyo'), now: later });

  it('brings the end nearer, to that very instant, in the zone it was chosen in', () => {
    expect(end('2027-03-30T22:00:00.001Z')).toEqual({
      precision: 'instant',
      date: '2027-03-31',
      timeZone: 'Europe/Berlin',
      expiresAt: new Date('2027-03-30T22:00:00.001Z'),
      setAt: later,
    });
  });

  it.each(['2027-03-31T22:00:00Z', '2027-03-31T22:00:00.001Z', '2099-01-01T00:00:00Z'])(
    'never moves it back: by %s what was chosen stays',
    (text) => {
      expect(end(text)).toBe(current);
    },
  );

  it('gives an end to what had none, in the zone that is meant', () => {
    expect(end('2027-03-31T15:00:00Z', null)).toMatchObject({ date: '2027-03-31', timeZone: 'Asia/Tokyo' });
  });
});
