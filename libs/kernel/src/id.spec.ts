import { describe, expect, it } from '@jest/globals';
import { randomId } from './id.js';

describe('randomId', () => {
  it('is the prefix and sixteen lowercase hexadecimal digits', () => {
    expect(randomId('ak')).toMatch(/^ak[0-9a-f]{16}$/);
  });

  it('does not repeat itself', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => randomId('ev'))).size).toBe(10_000);
  });
});
