import { describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
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

  it('rests for longer than a timer can count', async () => {
    const { loop, count } = setup(() => Promise.resolve(400 * A_DAY));
    loop.start();
    await expect(until(() => count() > 1, { what: 'a second turn', withinMs: 50 })).rejects.toThrow('a second turn');
    await loop.stop();
  });

  it('takes the next turn at once when there is no rest to take', async () => {
    const { loop, count } = setup((turn) => Promise.resolve(turn < 5 ? 0 : A_DAY));
    loop.start();
    await until(() => count() === 5, { what: 'five turns' });
    await loop.stop();
  });

  it('does not let a wake-up cut the rest after a failure short', async () => {
    const { loop, count } = failingLoop();
    loop.start();
    await until(() => count() === 1, { what: 'the turn that fails' });
    loop.wake();
    await expect(until(() => count() > 1, { what: 'a second turn', withinMs: 50 })).rejects.toThrow('a second turn');
    await loop.stop();
  });

  it('takes one turn at a time, however often it is woken', async () => {
    let atWork = 0;
    let most = 0;
    const { loop, count } = setup(async () => {
      most = Math.max(most, (atWork += 1));
      await Promise.resolve();
      atWork -= 1;
      return A_DAY;
    });
    loop.start();
    await until(() => (loop.wake(), count() > 20), { what: 'twenty turns' });
    await loop.stop();
    expect(most).toBe(1);
  });

  it('lets the turn at hand finish before it is stopped, also when started and stopped at once many times', async () => {
    for (let round = 0; round < 100; round += 1) {
      let finished = 0;
      const { loop, count } = setup(async () => {
        await Promise.resolve();
        finished += 1;
        return 0;
      });
      loop.start();
      loop.start();
      loop.wake();
      await loop.stop();
      await loop.stop();
      expect(finished).toBe(count());
    }
  });
});

/** A loop that fails at its first turn and is to rest for a day then. */
function failingLoop() {
  let count = 0;
  const turn = () => {
    count += 1;
    return Promise.reject(new Error('away'));
  };
  return { loop: new WakefulLoop({ turn, onFailure: () => A_DAY }), count: () => count };
}
