import { expect, it } from '@jest/globals';
import { bearerOf } from './bearer.js';

it.each([
  ['Bearer abc', 'abc'],
  ['bearer   abc ', 'abc'],
  ['BEARER abc', 'abc'],
])('reads %j', (header, credential) => {
  expect(bearerOf(header)).toBe(credential);
});

it.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Basic abc',
  'Bearerabc',
  'abc',
  'Bearer a b',
  'Bearer a,b',
  'x Bearer abc',
  'Bearer\tabc',
])('finds nothing in %j', (header) => {
  expect(bearerOf(header)).toBeUndefined();
});

it('is not slowed down by long headers', () => {
  const started = performance.now();
  bearerOf(`Bearer ${' '.repeat(100_000)}x y`);
  expect(performance.now() - started).toBeLessThan(1_000);
});
