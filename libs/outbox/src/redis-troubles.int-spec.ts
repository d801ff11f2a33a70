import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, startRedis, until, type TestDatabase, type TestRedis } from '#libs/testing';
import { OutboxBench, STREAM } from '../test/outbox.setup.js';
import { OutboxRepository } from './outbox.repository.js';

let database: TestDatabase;
let redis: TestRedis;
let bench: OutboxBench;
beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis({ appendOnly: true })]);
  bench = await OutboxBench.over({ database: database.url, redis: redis.url });
});
afterEach(() => bench.reset());
afterAll(async () => {
  await bench.close();
  await Promise.all([database.drop(), redis.stop()]);
});

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Commits numbers about the subject `a`, one after the other. */
async function append(...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await bench.append('a', number);
}

/** Waits until the last of the numbers is on the stream, and answers all that are. */
async function publishedUpTo(last: number): Promise<number[]> {
  await until(async () => (await bench.numbers('a')).includes(last), { what: `${String(last)} is published` });
  return bench.numbers('a');
}

const said = (sentence: string) => until(() => bench.sentences.includes(sentence), { what: `the log says "${sentence}"` });

describe('while Redis is away', () => {
  it('events wait, from the start, and go out in order when it comes', async () => {
    await redis.kill();
    bench.startRelay();
    await append(1, 2, 3);
    await said('Events can not be published now; they wait');
    await redis.restart();
    expect(await publishedUpTo(3)).toEqual([1, 2, 3]);
    await said('Events are published again');
  });

  it('events wait when it dies in the middle of publishing, and none is lost', async () => {
    bench.startRelay();
    const appending = append(...upTo(300));
    await publishedUpTo(20);
    await redis.kill();
    await appending;
    await redis.restart();
    const numbers = await publishedUpTo(300);
    expect([...new Set(numbers)]).toEqual(upTo(300));
  });

  it('events wait when it hangs, and go out when it goes on', async () => {
    bench.startRelay();
    await append(1);
    await publishedUpTo(1);
    redis.freeze();
    await append(2, 3);
    await said('Events can not be published now; they wait');
    redis.thaw();
    const numbers = await publishedUpTo(3);
    expect([...new Set(numbers)]).toEqual([1, 2, 3]);
  });
});

describe('when Redis has lost its memory', () => {
  const forgetting = 'Redis has forgotten events; they are published again';

  it('everything is published again, once', async () => {
    bench.startRelay();
    await append(1, 2, 3);
    await publishedUpTo(3);
    await redis.flushAll();
    await said(forgetting);
    expect(await publishedUpTo(3)).toEqual([1, 2, 3]);
    await append(4);
    expect(await publishedUpTo(4)).toEqual([1, 2, 3, 4]);
    expect(bench.sentences.filter((sentence) => sentence === forgetting)).toHaveLength(1);
  });

  it('of very many events they are put back in pieces, and nothing goes out before all are: every subject in order', async () => {
    await bench.fill({ count: 12_000 });
    await bench.append('s1', 12_001);
    await bench.refuseStatementsOver(5_000);
    bench.startRelay();
    const published = async () => (await bench.redis.xlen(STREAM)) >= 12_001 && bench.published();
    const events = await until(published, { what: 'all of them are published', withinMs: 30_000 });
    expect(events.map(({ data }) => data)).toEqual(upTo(12_001));
    expect(bench.sentences.filter((sentence) => sentence === forgetting)).toHaveLength(1);
  });

  it('goes on with putting back where it was cut off', async () => {
    await bench.fill({ count: 300 });
    await new OutboxRepository('keys').putBackAfter(bench.transactions.reading, '0-0', 100);
    bench.startRelay();
    await until(async () => (await bench.redis.xlen(STREAM)) >= 300, { what: 'all of them are published' });
    expect((await bench.published()).map(({ data }) => data)).toEqual(upTo(300));
  });

  it('only the end is published again if only the end was lost', async () => {
    bench.startRelay();
    await append(1, 2, 3, 4);
    await publishedUpTo(4);
    const [first, second] = await bench.redis.xrange(STREAM, '-', '+');
    const multi = bench.redis.multi().del(STREAM);
    for (const [id, fields] of [first, second].filter((entry) => entry !== undefined)) multi.xadd(STREAM, id, ...fields);
    await multi.exec();
    await said(forgetting);
    expect(await publishedUpTo(4)).toEqual([1, 2, 3, 4]);
  });

  it('nothing is lost either if that happens between the look and the sending', async () => {
    const connection = bench.openRedis();
    let forget = false;
    const look = connection.xinfo.bind(connection) as (...args: unknown[]) => Promise<unknown>;
    connection.xinfo = async (...args: unknown[]) => {
      const answer = await look(...args);
      if (forget) await redis.flushAll();
      forget = false;
      return answer;
    };
    bench.startRelay(connection);
    await append(1, 2, 3);
    await publishedUpTo(3);
    forget = true;
    await append(4);
    await until(async () => (await bench.published()).length >= 4, { what: 'all four are known again' });
    expect(new Set(await bench.numbers('a'))).toEqual(new Set([1, 2, 3, 4]));
  });
});

describe('after a restart without a memory', () => {
  it('everything is published again, once', async () => {
    const forgetful = await startRedis();
    const own = await OutboxBench.over({ database: database.url, redis: forgetful.url });
    own.startRelay();
    await own.append('b', 1);
    await until(async () => (await own.numbers('b')).length === 1, { what: 'the event' });
    await forgetful.kill();
    await own.append('b', 2);
    await forgetful.restart();
    await until(async () => (await own.numbers('b')).length === 2, { what: 'both events' });
    await own.append('b', 3);
    await until(async () => (await own.numbers('b')).length >= 3, { what: 'the third event' });
    expect((await own.numbers('b')).toSorted()).toEqual([1, 2, 3]);
    await own.close();
    await forgetful.stop();
  });
});
