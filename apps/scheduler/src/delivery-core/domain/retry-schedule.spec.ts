import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryAfter } from './retry-schedule.js';

describe('retryAfter', () => {
  it('waits 1 m, 5 m, 15 m, 1 h, 4 h, and then 6 h each time', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map((attempts) => retryAfter(attempts, 0))).toEqual([
      60, 300, 900, 3_600, 14_400, 21_600, 21_600, 21_600,
    ]);
  });

  it('is spread by a tenth at most, and never shortened', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempts, random) => {
        const plain = retryAfter(attempts, 0);
        expect(retryAfter(attempts, random)).toBeGreaterThanOrEqual(plain);
        expect(retryAfter(attempts, random)).toBeLessThanOrEqual(plain * 1.1);
      }),
    );
  });
});
