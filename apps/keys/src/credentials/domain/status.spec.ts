import { expect, it } from '@jest/globals';
import { statusAt } from './status.js';

const now = new Date('2027-03-01T00:00:00Z');
const in7Days = new Date('2027-03-08T00:00:00Z');
const expiring = (expiresAt: Date) => ({ expiration: { expiresAt }, revokedAt: null });
const next = (instant: Date) => new Date(instant.getTime() + 1);

it.each([
  ['without an expiration', { expiration: null, revokedAt: null }, 'ACTIVE'],
  ['a millisecond before its last seven days', expiring(next(in7Days)), 'ACTIVE'],
  ['at the start of its last seven days', expiring(in7Days), 'EXPIRING'],
  ['a millisecond before its end', expiring(next(now)), 'EXPIRING'],
  ['at its end, which is exclusive', expiring(now), 'EXPIRED'],
  ['revoked', { expiration: null, revokedAt: now }, 'REVOKED'],
  ['revoked and expired', { ...expiring(now), revokedAt: now }, 'REVOKED'],
])('a key %s', (_, key, status) => {
  expect(statusAt(key, now)).toBe(status);
});
