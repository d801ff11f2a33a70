import { describe, expect, it } from '@jest/globals';
import { Patience } from './patience.js';

const own = new Error('a bug');
const passing = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

function pausesUntilTheEnd(patience: Patience, error: unknown): number[] {
  const pauses: number[] = [];
  for (let pause = patience.after(error); pause !== undefined; pause = patience.after(error)) pauses.push(pause);
  return pauses;
}

describe('patience', () => {
  it('lasts for nearly an hour of an unknown error, in growing pauses of five minutes at most', () => {
    const pauses = pausesUntilTheEnd(new Patience(), own);
    const minutes = pauses.reduce((sum, pause) => sum + pause, 0) / 60_000;
    expect([pauses[0], pauses.at(-1)]).toEqual([200, 300_000]);
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(minutes).toBeGreaterThan(50);
    expect(minutes).toBeLessThan(60);
  });

  it('has no end while a failure is of the kind that passes, and waits half a minute at most', () => {
    const patience = new Patience([]);
    const pauses = Array.from({ length: 2_000 }, () => patience.after(passing));
    expect([pauses[0], pauses.at(-1)]).toEqual([200, 30_000]);
    expect(pauses).not.toContain(undefined);
  });

  it('counts failures that pass for nothing, and begins anew with them when they come again', () => {
    const patience = new Patience([1, 2]);
    const failures = [passing, passing, own, passing, own, passing, own];
    expect(failures.map((error) => patience.after(error))).toEqual([200, 400, 1, 200, 2, 200, undefined]);
    expect(patience.ownFailures).toBe(3);
  });
});
