import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, until, type TestRedis } from '#libs/testing';
import { StreamsBench } from '../../test/streams.setup.js';

let redis: TestRedis;
let bench: StreamsBench;
beforeAll(async () => {
  redis = await startRedis({ appendOnly: true });
  bench = new StreamsBench(redis.url);
});
afterEach(() => bench.reset());
afterAll(async () => {
  await bench.close();
  await redis.stop();
});

const handled = (subject: string, numbers: readonly number[]) =>
  until(() => bench.numbers(subject).join() === numbers.join(), {
    what: `${subject} is handled as ${numbers.join()}`,
    withinMs: 20_000,
  });
const said = (sentence: string) =>
  until(() => bench.sentences.includes(sentence), { what: `the log says "${sentence}"`, withinMs: 20_000 });
const trouble = 'The event stream can not be read now; trying again';

describe('a consumer', () => {
  it('waits for a Redis that is not there yet', async () => {
    await redis.kill();
    await bench.consume();
    await said(trouble);
    await redis.restart();
    await bench.publish('a', 1);
    await handled('a', [1]);
  });

  it('goes on after Redis died, with what it had in hand too', async () => {
    const door = new EventEmitter();
    await bench.consume({ handle: ({ subject }) => (subject === 'slow' ? once(door, 'open') : Promise.resolve()) });
    await bench.publish('slow', 1);
    await until(() => door.listenerCount('open') === 1, { what: 'an event is in hand' });
    await redis.kill();
    door.emit('open');
    await said(trouble);
    await redis.restart();
    await bench.publish('a', 1);
    await handled('a', [1]);
    await until(async () => (await bench.pending()) === 0, { what: 'everything is acknowledged' });
    expect(bench.numbers('slow')).toEqual([1]);
  });

  it('begins again from the start when Redis has forgotten the group', async () => {
    await bench.consume();
    await bench.publish('a', 1);
    await handled('a', [1]);
    await redis.flushAll();
    await bench.publish('a', 2, 3);
    await handled('a', [1, 2, 3]);
  });

  it('goes on when a Redis that hung goes on', async () => {
    await bench.consume();
    await bench.publish('a', 1);
    await handled('a', [1]);
    redis.freeze();
    await said(trouble);
    redis.thaw();
    await bench.publish('a', 2);
    await handled('a', [1, 2]);
  });
});

describe('closing', () => {
  it('lets what is in hand finish, and acknowledges it', async () => {
    const door = new EventEmitter();
    await bench.consume({ handle: () => once(door, 'open') });
    await bench.publish('a', 1);
    await until(() => door.listenerCount('open') === 1, { what: 'an event is in hand' });
    const closed = bench.stop();
    door.emit('open');
    await closed;
    expect(bench.numbers('a')).toEqual([1]);
    expect(await bench.pending()).toBe(0);
  });

  it('does not wait for a failure to pass: what is in hand is left to the next', async () => {
    const failing = () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
    await bench.consume({ handle: failing });
    await bench.publish('a', 1);
    await said('An event could not be handled');
    await bench.stop();
    expect(await bench.pending()).toBe(1);
    await bench.consume();
    await handled('a', [1]);
  });

  it('takes a moment while Redis is gone, whatever the consumer was waiting for', async () => {
    for (let round = 0; round < 5; round += 1) {
      await bench.consume();
      await bench.publish('a', round);
      await until(() => bench.numbers('a').includes(round), { what: 'the consumer is at work' });
      await redis.kill();
      await closed({ withinMs: 4_000 });
      await redis.restart();
    }
  });

  it('takes a moment while Redis has been gone for a while', async () => {
    await bench.consume();
    await redis.kill();
    await said(trouble);
    await closed({ withinMs: 4_000 });
    await redis.restart();
  });

  it('takes seconds while Redis is frozen', async () => {
    await bench.consume();
    await bench.publish('a', 1);
    await handled('a', [1]);
    redis.freeze();
    await closed({ withinMs: 10_000 });
    await redis.restart();
  });
});

/** Closes the consumers, and waits for it. */
async function closed({ withinMs }: { readonly withinMs: number }): Promise<void> {
  let isClosed = false;
  void bench.stop().then(() => (isClosed = true));
  await until(() => isClosed, { what: 'the consumer is closed', withinMs });
}
