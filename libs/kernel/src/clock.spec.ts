import { describe, expect, it } from '@jest/globals';
import { FixedClock, systemClock } from './clock.js';

describe('FixedClock', () => {
  it('stands still until it is moved', () => {
    const clock = new FixedClock(new Date('2027-03-31T09:00:00Z'));
    expect([clock.now(), clock.now()]).toEqual([new Date('2027-03-31T09:00:00Z'), new Date('2027-03-31T09:00:00Z')]);
    clock.moveTo(new Date('2027-04-01T00:00:00Z'));
    expect(clock.now()).toEqual(new Date('2027-04-01T00:00:00Z'));
  });
});

describe('systemClock', () => {
  it('tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
