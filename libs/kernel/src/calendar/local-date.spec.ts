import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLocalDate } from './local-date.js';

describe('parseLocalDate', () => {
  it.each(['2026-02-03', '2024-02-29', '2000-02-29', '9999-12-31'])('takes %s', (text) => {
    expect(parseLocalDate(text)).toBe(text);
  });

  it.each([
    ['a day the month has not', '2026-02-30'],
    ['a leap day of an ordinary year', '2026-02-29'],
    ['a leap day of a century', '1900-02-29'],
    ['a month the year has not', '2026-13-01'],
    ['month zero', '2026-00-10'],
    ['day zero', '2026-01-00'],
    ['one digit', '2026-2-3'],
    ['five digits', '10000-01-01'],
    ['a sign', '+010000-01-01'],
    ['a negative year', '-000001-01-01'],
    ['a time', '2026-02-03T00:00:00Z'],
    ['no separators', '20260203'],
    ['digits of another script', '٢٠٢٦-٠٢-٠٣'],
    ['a line break behind', '2026-02-03\n'],
    ['a blank in front', ' 2026-02-03'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(parseLocalDate(text)).toBeUndefined();
  });

  it('takes a day exactly if the calendar of JavaScript has it too', () => {
    const digits = (count: number) => fc.integer({ min: 0, max: 10 ** count - 1 }).map((n) => String(n).padStart(count, '0'));
    fc.assert(
      fc.property(digits(4), fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 33 }), (year, month, day) => {
        const text = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(parseLocalDate(text)).toBe(exists ? text : undefined);
      }),
    );
  });
});
