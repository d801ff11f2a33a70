import { describe, expect, test } from '@jest/globals';
import { FaultQueue } from './fault-queue.js';

const setup = (...faults: { name: string; times?: number }[]) => {
  const queue = new FaultQueue<{ name: string; times?: number | undefined }>();
  queue.replace(faults);
  return { queue, take: (name?: string) => queue.take((fault) => !name || fault.name === name)?.name };
};

describe('the fault queue', () => {
  test('yields nothing when nothing is set', () => expect(setup().take()).toBeUndefined());

  test('yields a counted fault as often as it says', () => {
    const { take } = setup({ name: 'a', times: 2 });
    expect([take(), take(), take()]).toEqual(['a', 'a', undefined]);
  });

  test('yields an uncounted fault until it is replaced', () => {
    const { queue, take } = setup({ name: 'a' });
    expect([take(), take(), take()]).toEqual(['a', 'a', 'a']);
    queue.replace([]);
    expect(take()).toBeUndefined();
  });

  test('holds back the second fault until the first has happened', () => {
    const { take } = setup({ name: 'a', times: 1 }, { name: 'b', times: 1 });
    expect([take('b'), take('a'), take('b')]).toEqual([undefined, 'a', 'b']);
  });

  test('lists what is left', () => {
    const { queue, take } = setup({ name: 'a', times: 2 }, { name: 'b' });
    take();
    expect(queue.list()).toEqual([{ name: 'a', times: 1 }, { name: 'b' }]);
  });
});
