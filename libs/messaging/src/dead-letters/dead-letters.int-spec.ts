import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, until, type TestRedis } from '#libs/testing';
import { DEAD_LETTERS, STREAM, StreamsBench } from '../../test/streams.setup.js';
import { DeadLetters, type DeadLetter } from './dead-letters.js';

let redis: TestRedis;
let bench: StreamsBench;
let letters: DeadLetters;
beforeAll(async () => {
  redis = await startRedis();
  bench = new StreamsBench(redis.url);
  letters = new DeadLetters({ redis: bench.redis, deadLetters: DEAD_LETTERS, stream: STREAM });
});
afterEach(() => bench.reset());
afterAll(async () => {
  await bench.close();
  await redis.stop();
});

async function all(): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for await (const letter of letters.all()) found.push(letter);
  return found;
}

/** Has a consumer put the number 1 about `a` aside. */
async function putAside(): Promise<DeadLetter> {
  await bench.consume({ handle: () => Promise.reject(new Error('a bug')), retryPausesMs: [] });
  await bench.publish('a', 1);
  const letter = await until(async () => (await all())[0], { what: 'it is put aside' });
  await bench.stop();
  return letter;
}

describe('dead letters', () => {
  it('say what was put aside, by whom, why, and where it came from', async () => {
    const letter = await putAside();
    const [entry] = await bench.redis.xrange(STREAM, '-', '+');
    expect(letter).toMatchObject({
      stream: STREAM,
      streamId: entry?.[0],
      group: 'porter',
      reason: 'tried 1 times: Error: a bug',
    });
    expect(JSON.parse(letter.text)).toMatchObject({ subject: 'a', data: 1 });
    expect(Math.abs(letter.at.getTime() - Date.now())).toBeLessThan(60_000);
    expect(await letters.find(letter.id)).toEqual(letter);
    expect(await letters.find('1-1')).toBeUndefined();
  });

  it('are all listed, oldest first, however many there are', async () => {
    for (let number = 1; number <= 250; number += 1) await bench.redis.xadd(DEAD_LETTERS, `${String(number)}-0`, 'event', '{}');
    expect((await all()).map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => `${String(index + 1)}-0`));
  });
});

describe('a replay', () => {
  it('hands the event to its consumers again, and takes it off the dead letters', async () => {
    const letter = await putAside();
    expect(await letters.replay(letter)).toBe('replayed');
    expect(await all()).toEqual([]);
    await bench.consume();
    await until(() => bench.numbers('a').length === 1, { what: 'it is handled' });
    expect(await letters.replay(letter)).toBe('unknown');
    expect(await bench.redis.xlen(STREAM)).toBe(2);
  });

  it('does not hide from the outbox that Redis has forgotten the end of the stream', async () => {
    await bench.redis.xadd(STREAM, '1000-3', 'event', '{}');
    const id = (await bench.redis.xadd(DEAD_LETTERS, '*', 'event', '{"n":1}')) ?? '';
    await letters.replay({ id, stream: STREAM });
    expect((await bench.redis.xrange(STREAM, '-', '+')).map(([streamId]) => streamId)).toEqual(['1000-3', '1000-4']);
  });

  it('leaves everything as it is if there is no event in it, or if the stream can not take it', async () => {
    const empty = (await bench.redis.xadd(DEAD_LETTERS, '*', 'event', '')) ?? '';
    expect(await letters.replay({ id: empty, stream: STREAM })).toBe('empty');
    await bench.redis.set('test:no-stream', 'x');
    const id = (await bench.redis.xadd(DEAD_LETTERS, '*', 'event', '{"n":1}')) ?? '';
    await expect(letters.replay({ id, stream: 'test:no-stream' })).rejects.toThrow('WRONGTYPE');
    expect((await all()).map((letter) => letter.id)).toEqual([empty, id]);
    expect(await bench.redis.exists(STREAM)).toBe(0);
  });
});

it('one that is dropped is gone, and not onto its stream', async () => {
  const letter = await putAside();
  expect([await letters.drop(letter.id), await letters.drop(letter.id)]).toEqual([true, false]);
  expect(await all()).toEqual([]);
  expect(await bench.redis.xlen(STREAM)).toBe(1);
});
