import { describe, expect, it } from '@jest/globals';
import { Buckets, WINDOW_MS } from './buckets.js';

const NOW = 1_800_000_000_000;

const setup = (capacity = 10) => {
  const buckets = new Buckets(capacity);
  const take = (id: string, now = NOW, limit = 3) => buckets.take(id, { limit, now });
  const takeAll = (id: string, now = NOW) => [take(id, now), take(id, now), take(id, now)];
  return { buckets, take, takeAll };
};

describe('a bucket', () => {
  it('takes exactly as many as its limit, and tells how long to wait for more', () => {
    const { take, takeAll } = setup();
    expect(takeAll('a')).toEqual([undefined, undefined, undefined]);
    expect([take('a'), take('a', NOW + 59_000), take('a', NOW + 59_999)]).toEqual([60, 1, 1]);
  });

  it('is empty again a minute after its first request, neither sooner nor later', () => {
    const { take, takeAll } = setup();
    takeAll('a', NOW);
    expect(take('a', NOW + WINDOW_MS - 1)).toBe(1);
    expect(takeAll('a', NOW + WINDOW_MS)).toEqual([undefined, undefined, undefined]);
    expect(take('a', NOW + WINDOW_MS)).toBe(60);
  });

  it('is its own: another goes on', () => {
    const { take, takeAll } = setup();
    takeAll('a');
    expect(take('b')).toBeUndefined();
  });

  it('does not last for ever when the clock is set back', () => {
    const { take, takeAll } = setup();
    takeAll('a');
    expect(take('a', NOW - 3_600_000)).toBeUndefined();
  });
});

describe('what is exchanged', () => {
  it('is each request once', () => {
    const { buckets, take } = setup();
    take('a');
    take('a');
    expect(buckets.unsent(NOW)).toEqual([{ id: 'a', count: 2 }]);
    expect(buckets.unsent(NOW)).toEqual([]);
    take('a');
    expect(buckets.unsent(NOW)).toEqual([{ id: 'a', count: 1 }]);
  });

  it('counts what others counted, and goes by their window', () => {
    const { buckets, take } = setup();
    take('a');
    const [sent = { id: '', count: 0 }] = buckets.unsent(NOW);
    buckets.settle(sent, { count: 3, leftMs: 20_500 }, NOW);
    expect(take('a')).toBe(21);
    expect(take('a', NOW + 20_500)).toBeUndefined();
  });

  it('is counted while it is under way, together with what the others had', () => {
    const { buckets, take } = setup();
    take('a');
    const [sent = { id: '', count: 0 }] = buckets.unsent(NOW);
    buckets.settle(sent, { count: 2, leftMs: WINDOW_MS }, NOW);
    expect(take('a')).toBeUndefined();
    buckets.unsent(NOW);
    expect(take('a')).toBe(60);
  });

  it('never makes less of what was counted here, be the answer lost or the memory of the others', () => {
    const { buckets, take } = setup();
    take('a');
    take('a');
    for (const answer of [undefined, { count: 1, leftMs: WINDOW_MS }]) {
      const [sent = { id: 'a', count: 0 }] = buckets.unsent(NOW);
      buckets.settle(sent, answer, NOW);
    }
    expect([take('a'), take('a')]).toEqual([undefined, 60]);
  });
});

describe('what is remembered', () => {
  it('is never more than the capacity; those that began first go', () => {
    const { buckets, takeAll, take } = setup(2);
    for (const id of ['a', 'b', 'c']) takeAll(id);
    expect(buckets.size).toBe(2);
    expect([take('c'), take('b')]).toEqual([60, 60]);
  });

  it('is nothing of windows that are over', () => {
    const { buckets, take } = setup();
    for (const id of ['a', 'b', 'c']) take(id);
    take('d', NOW + 30_000);
    expect(buckets.unsent(NOW + WINDOW_MS)).toEqual([{ id: 'd', count: 1 }]);
    expect(buckets.size).toBe(1);
  });
});
