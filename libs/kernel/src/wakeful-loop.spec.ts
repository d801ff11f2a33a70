import { describe, expect, it } from '@jest/globals';
import { WakefulLoop } from './wakeful-loop.js';

const A_DAY = 86_400_000;

/** A loop whose turns are counted and can be awaited one by one. */
function setup(turn: (count: number) => Promise<number> = () => Promise.resolve(A_DAY)) {
  let count = 0;
  const waiting: (() => void)[] = [];
  const failures: unknown[] = [];
  const loop = new WakefulLoop({
    turn: async () => {
      count += 1;
      waiting.splice(0).forEach((resolve) => {
        resolve();
      });
      return turn(count);
    },
    onFailure: (error) => {
      failures.push(error);
      return 1;
    },
  });
  return { loop, failures, count: () => count, nextTurn: () => new Promise<void>((resolve) => waiting.push(resolve)) };
}

describe('WakefulLoop', () => {
  it('takes its first turn at once', async () => {
    const { loop, count } = setup();
    loop.start();
    await loop.stop();
    expect(count()).toBe(1);
  });

  it('takes another turn when woken from a long rest', async () => {
    const { loop, nextTurn, count } = setup();
    loop.start();
    const second = nextTurn();
    loop.wake();
    await second;
    await loop.stop();
    expect(count()).toBe(2);
  });

  it('takes one more turn for a wake-up that came during a turn', async () => {
    const wakesItself = setup((count) => {
      if (count === 1) wakesItself.loop.wake();
      return Promise.resolve(A_DAY);
    });
    wakesItself.loop.start();
    await wakesItself.nextTurn();
    await wakesItself.loop.stop();
    expect(wakesItself.count()).toBe(2);
  });

  it('goes on after a turn that failed, and tells of it', async () => {
    const { loop, failures, nextTurn } = setup((count) =>
      count === 1 ? Promise.reject(new Error('once')) : Promise.resolve(A_DAY),
    );
    loop.start();
    await nextTurn();
    await loop.stop();
    expect(failures).toEqual([new Error('once')]);
  });

  it('starts no turn after it was stopped', async () => {
    const { loop, count } = setup();
    loop.start();
    await loop.stop();
    loop.wake();
    expect(count()).toBe(1);
  });
});
