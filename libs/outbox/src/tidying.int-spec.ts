import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, startRedis, type TestDatabase, type TestRedis } from '#libs/testing';
import { OutboxBench, STREAM } from '../test/outbox.setup.js';
import { OutboxRepository } from './outbox.repository.js';
import { trimRead } from './trim.js';

let database: TestDatabase;
let redis: TestRedis;
let bench: OutboxBench;
beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis()]);
  bench = await OutboxBench.over({ database: database.url, redis: redis.url });
});
afterEach(() => bench.reset());
afterAll(async () => {
  await bench.close();
  await Promise.all([database.drop(), redis.stop()]);
});

describe('prune', () => {
  it('forgets what was published more than so many days ago, and never what waits', async () => {
    for (const subject of ['old', 'recent', 'waiting']) await bench.append(subject, 1);
    const published = (subject: string, days: number) => `
      UPDATE keys.outbox SET created_at = '2020-01-01', published_at = now() - interval '${String(days)} days' + interval '1 minute'
      WHERE event->>'subject' = '${subject}'`;
    await bench.query(published('old', 8));
    await bench.query(published('recent', 7));
    await bench.query(`UPDATE keys.outbox SET created_at = '2020-01-01' WHERE event->>'subject' = 'waiting'`);
    await new OutboxRepository('keys').prune(bench.transactions.reading, 7);
    const left = await bench.query<{ subject: string }>(`SELECT event->>'subject' AS subject FROM keys.outbox ORDER BY id`);
    expect(left.map(({ subject }) => subject)).toEqual(['recent', 'waiting']);
  });
});

describe('trimRead', () => {
  const HOUR_MS = 3_600_000;

  /** Redis drops old entries by whole nodes of a hundred, so three hundred are written: two and a half days old, by the second. */
  async function threeHundredOld(): Promise<string[]> {
    const start = Date.now() - 60 * HOUR_MS;
    const ids = Array.from({ length: 300 }, (_, index) => `${String(start + index * 1_000)}-0`);
    for (const id of ids) await bench.redis.xadd(STREAM, id, 'event', '{}');
    await bench.redis.xadd(STREAM, '*', 'event', '{}');
    return ids;
  }

  const read = (group: string, count: number) =>
    bench.redis.xreadgroup('GROUP', group, 'reader', 'COUNT', count, 'STREAMS', STREAM, '>');
  const newGroup = (group: string) => bench.redis.xgroup('CREATE', STREAM, group, '0');
  const has = async (id: string) => (await bench.redis.xrange(STREAM, id, id)).length === 1;

  it('removes what every group has acknowledged and is older than a day', async () => {
    const ids = await threeHundredOld();
    for (const group of ['first', 'second']) {
      await newGroup(group);
      await read(group, 301);
      await bench.redis.xack(STREAM, group, ...ids);
    }
    await trimRead(bench.redis, STREAM);
    expect(await bench.redis.xlen(STREAM)).toBeLessThanOrEqual(101);
  });

  it('keeps what one group has not read', async () => {
    const ids = await threeHundredOld();
    for (const group of ['fast', 'slow']) await newGroup(group);
    await read('fast', 301);
    await bench.redis.xack(STREAM, 'fast', ...ids);
    await read('slow', 250);
    await bench.redis.xack(STREAM, 'slow', ...ids);
    await trimRead(bench.redis, STREAM);
    expect(await has(ids[250] ?? '')).toBe(true);
  });

  it('keeps what one consumer was given and has not acknowledged', async () => {
    const ids = await threeHundredOld();
    await newGroup('group');
    await read('group', 301);
    await bench.redis.xack(STREAM, 'group', ...ids.filter((_, index) => index !== 0));
    await trimRead(bench.redis, STREAM);
    expect(await has(ids[0] ?? '')).toBe(true);
  });

  it('keeps everything while nobody has listened yet', async () => {
    await threeHundredOld();
    await trimRead(bench.redis, STREAM);
    expect(await bench.redis.xlen(STREAM)).toBe(301);
  });

  it('keeps everything and fails when it can not learn who listens', async () => {
    const ids = await threeHundredOld();
    await bench.redis.call('ACL', 'SETUSER', 'half', 'on', 'nopass', '~*', '+@all', '-xinfo');
    const half = bench.redis.duplicate({ username: 'half', password: 'any' });
    await expect(trimRead(half, STREAM)).rejects.toThrow('NOPERM');
    half.disconnect();
    expect(await has(ids[0] ?? '')).toBe(true);
  });

  it('has nothing to do where there is no stream', async () => {
    await trimRead(bench.redis, STREAM);
    expect(await bench.redis.exists(STREAM)).toBe(0);
  });
});
