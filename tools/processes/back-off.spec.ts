import { describe, expect, it } from '@jest/globals';
import { backOffMs } from './back-off.js';

describe('backOffMs', () => {
  it('doubles from half a second up to half a minute', () => {
    expect([1, 2, 3, 4, 7, 50].map(backOffMs)).toEqual([500, 1000, 2000, 4000, 30_000, 30_000]);
  });
});
