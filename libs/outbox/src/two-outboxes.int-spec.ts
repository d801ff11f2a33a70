import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, startRedis, until, type TestDatabase, type TestRedis } from '#libs/testing';
import { OutboxBench, STREAM } from '../test/outbox.setup.js';

let database: TestDatabase;
let redis: TestRedis;
let keys: OutboxBench;
let scheduler: OutboxBench;
beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis()]);
  const urls = { database: database.url, redis: redis.url };
  keys = await OutboxBench.over(urls);
  scheduler = await OutboxBench.over(urls, 'scheduler');
});
afterEach(async () => {
  await Promise.all([keys.reset(), scheduler.reset()]);
  await redis.flushAll();
});
afterAll(async () => {
  await Promise.all([keys.close(), scheduler.close()]);
  await Promise.all([database.drop(), redis.stop()]);
});

/** Waits until the stream holds exactly these numbers of each service, in this order. */
async function holds(expected: { readonly keys: readonly number[]; readonly scheduler: readonly number[] }): Promise<void> {
  const both = async () => ({ keys: await keys.numbers('keys'), scheduler: await keys.numbers('scheduler') });
  const settled = async () => JSON.stringify(await both()) === JSON.stringify(expected);
  await until(settled, { what: `the stream holds ${JSON.stringify(expected)}`, withinMs: 15_000 });
}

async function append(...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    await keys.append('keys', number);
    await scheduler.append('scheduler', number);
  }
}

function startBoth(): void {
  keys.startRelay();
  scheduler.startRelay();
}

it('when Redis has lost its memory, each publishes its own again, once, whoever comes first', async () => {
  keys.startRelay();
  const late = scheduler.startRelay();
  await append(1, 2);
  await holds({ keys: [1, 2], scheduler: [1, 2] });
  await late.beforeApplicationShutdown();
  await redis.flushAll();
  await keys.append('keys', 3);
  await holds({ keys: [1, 2, 3], scheduler: [] });
  scheduler.startRelay();
  await holds({ keys: [1, 2, 3], scheduler: [1, 2] });
});

it('when only the end was lost, each publishes its own end again', async () => {
  startBoth();
  await append(1, 2);
  await holds({ keys: [1, 2], scheduler: [1, 2] });
  await keys.redis.save();
  await append(3);
  await holds({ keys: [1, 2, 3], scheduler: [1, 2, 3] });
  await redis.kill();
  await keys.append('keys', 4);
  await redis.restart();
  await holds({ keys: [1, 2, 3, 4], scheduler: [1, 2, 3] });
});

it('when only the stream was deleted, each publishes its own again', async () => {
  startBoth();
  await append(1, 2);
  await holds({ keys: [1, 2], scheduler: [1, 2] });
  await keys.redis.del(STREAM);
  await holds({ keys: [1, 2], scheduler: [1, 2] });
});

it('neither has anything to do again for what the other publishes between its look and its sending', async () => {
  const connection = keys.openRedis();
  const look = connection.xinfo.bind(connection) as (...args: unknown[]) => Promise<unknown>;
  let looks = 0;
  connection.xinfo = async (...args: unknown[]) => {
    const answer = await look(...args);
    looks += 1;
    await connection.xadd(STREAM, '*', 'event', JSON.stringify({ subject: 'others', data: looks }));
    return answer;
  };
  await scheduler.append('scheduler', 1);
  scheduler.startRelay();
  await holds({ keys: [], scheduler: [1] });
  await keys.append('keys', 1);
  keys.startRelay(connection);
  await holds({ keys: [1], scheduler: [1] });
  expect((await keys.published()).map(({ subject }) => subject).slice(0, 3)).toEqual(['scheduler', 'others', 'keys']);
});

it('a relay that starts again puts nothing back while Redis remembers, however much others have added', async () => {
  const before = scheduler.startRelay();
  await append(1);
  keys.startRelay();
  await holds({ keys: [1], scheduler: [1] });
  await before.beforeApplicationShutdown();
  await keys.append('keys', 2);
  await scheduler.append('scheduler', 2);
  scheduler.startRelay();
  await holds({ keys: [1, 2], scheduler: [1, 2] });
  expect(scheduler.sentences).not.toContain('Redis has forgotten events; they are published again');
});
