import { describe, expect, it } from '@jest/globals';
import { parseDays, parseDuration } from './duration.js';

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

describe('parseDuration', () => {
  it.each([
    ['PT0S', 0],
    ['PT1.5S', 1_500],
    ['PT0.0009S', 0],
    ['PT90M', 5_400_000],
    ['PT1H30M', 5_400_000],
    ['P1D', 86_400_000],
    ['P1DT12H', 129_600_000],
    ['P1W', 604_800_000],
    ['P1W2D', 777_600_000],
    ['P600000000W', 362_880_000_000_000_000],
  ])('reads %s as %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['P1M', 'P1Y', 'P1M2D', 'P', 'PT', 'P1DT', 'P1.5D', 'PT1H1D', 'P1D1W', '-P1D', '+P1D', 'P-1D', 'p1d', '1', 'P1D ', ''])(
    'refuses %p',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each(['P9999999999999999999D', 'P4294967295W99999999999D', `PT${'9'.repeat(38)}S`, `P${'0'.repeat(100)}1D`])(
    'refuses what is longer than it can count: %p',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});
