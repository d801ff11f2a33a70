import { expect, test } from '@jest/globals';
import { FixedClock } from '#libs/kernel';
import { microsecondsOf, TimestampSource } from './timestamps.js';

test('names each message later than the one before, even when the clock stands still or goes back', () => {
  const clock = new FixedClock(new Date('2027-03-31T09:00:00.123Z'));
  const timestamps = new TimestampSource(clock);
  expect([timestamps.next(), timestamps.next()]).toEqual(['1806483600.123000', '1806483600.123001']);
  clock.moveTo(new Date('2027-03-31T08:00:00.000Z'));
  expect(timestamps.next()).toBe('1806483600.123002');
});

test.each([
  ['1806483600.123001', 1_806_483_600_123_001],
  ['1806483600', 1_806_483_600_000_000],
  ['1806483600.5', 1_806_483_600_500_000],
  ['yesterday', undefined],
  ['-1', undefined],
  ['', undefined],
])('reads %p as %p', (timestamp, micros) => expect(microsecondsOf(timestamp)).toBe(micros));
