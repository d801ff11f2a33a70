import { describe, expect, it } from '@jest/globals';
import { parseDays } from './duration.js';

describe('parseDays', () => {
  it.each([
    ['P1D', 1],
    ['P7D', 7],
    ['P400D', 400],
  ])('reads %s as %d', (text, days) => {
    expect(parseDays(text)).toBe(days);
  });

  it.each(['', 'P0D', 'P401D', 'P1000D', 'P-1D', 'P1.5D', 'P1W', 'P1M', 'P1DT1H', 'PT24H', 'p7d', '7', 'P7D ', 'PD'])(
    'refuses %p',
    (text) => {
      expect(parseDays(text)).toBeUndefined();
    },
  );
});
