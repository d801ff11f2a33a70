import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, startRedis, until, type TestDatabase, type TestRedis } from '#libs/testing';
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
    expect(await new OutboxRepository('keys').prune(bench.transactions.reading, { days: 7, most: 100 })).toBe(1);
    const left = await bench.query<{ subject: string }>(`SELECT event->>'subject' AS subject FROM keys.outbox ORDER BY id`);
    expect(left.map(({ subject }) => subject)).toEqual(['recent', 'waiting']);
  });

  it('is done by relays in pieces, until everything old is gone', async () => {
    await bench.fill({ count: 12_000, publishedDaysAgo: 8 });
    await bench.append('waiting', 1);
    await bench.refuseStatementsOver(5_000);
    // Redis knows the last of them: nothing is published again.
    await bench.redis.xadd(STREAM, '12000-0', 'event', '{}');
    await bench.redis.hset(`${STREAM}:outboxes`, 'keys', '12000-0');
    bench.startRelay();
    const left = () => bench.query<{ count: number }>('SELECT count(*)::int AS count FROM keys.outbox');
    await until(async () => (await left())[0]?.count === 1, { what: 'only what waited is left' });
    expect(bench.sentences).not.toContain('Events can not be published now; they wait');
  });
});

describe('trimRead', () => {
  const HOUR_MS = 3_600_000;

  /** Redis drops old entries by whole nodes of a hundred, so three hundred are written: two and a half days old, by the second. */
  async function threeHundredOld(): Promise<string[]> {
    const ids = await threeHundred(60 * HOUR_MS);
    await bench.redis.xadd(STREAM, '*', 'event', '{}');
    return ids;
  }

  /** Written so long ago, one a second from then on. */
  async function threeHundred(agoMs: number): Promise<string[]> {
    const start = Date.now() - agoMs;
    const ids = Array.from({ length: 300 }, (_, index) => `${String(start + index * 1_000)}-0`);
    for (const id of ids) await bench.redis.xadd(STREAM, id, 'event', '{}');
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

  describe('of a group that nobody has read with for a week', () => {
    const DAY_MS = 24 * HOUR_MS;

    /** Three hundred that are eight days old and as many of six days ago, all read by an active group. */
    async function twoWeeks(): Promise<{ readonly old: string[]; readonly recent: string[] }> {
      const [old, recent] = [await threeHundred(8 * DAY_MS), await threeHundred(6 * DAY_MS)];
      await newGroup('active');
      await read('active', 600);
      await bench.redis.xack(STREAM, 'active', ...old, ...recent);
      return { old, recent };
    }

    it('keeps a week for it and no more, and says so', async () => {
      const { old, recent } = await twoWeeks();
      await newGroup('gone');
      expect(await trimRead(bench.redis, STREAM)).toEqual({ abandoned: ['gone'] });
      expect(await has(old[0] ?? '')).toBe(false);
      expect(await has(recent[0] ?? '')).toBe(true);
    });

    it('keeps a week of what it was given and has not acknowledged', async () => {
      const { old, recent } = await twoWeeks();
      await newGroup('gone');
      await read('gone', 600);
      const trimmed = async () => (await trimRead(bench.redis, STREAM, { abandonedAfterMs: 20 })).abandoned.includes('gone');
      await until(trimmed, { what: 'the group is found to be abandoned' });
      expect([await has(old[0] ?? ''), await has(recent[0] ?? '')]).toEqual([false, true]);
    });

    it('keeps everything for one that lags behind and still reads', async () => {
      const { old } = await twoWeeks();
      await newGroup('slow');
      await read('slow', 1);
      expect(await trimRead(bench.redis, STREAM)).toEqual({ abandoned: [] });
      expect(await has(old[0] ?? '')).toBe(true);
    });

    it('keeps everything for one of whose consumers a single one still asks', async () => {
      const { old } = await twoWeeks();
      await newGroup('slow');
      await bench.redis.xgroup('CREATECONSUMER', STREAM, 'slow', 'one');
      expect(await trimRead(bench.redis, STREAM)).toEqual({ abandoned: [] });
      expect(await has(old[0] ?? '')).toBe(true);
    });
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

describe('a relay', () => {
  it('says of a group that it is abandoned, and shows how many are', async () => {
    await bench.redis.xadd(STREAM, '*', 'event', '{}');
    await bench.redis.xgroup('CREATE', STREAM, 'gone', '0');
    const relay = bench.startRelay();
    const sentence = 'Nobody has read the events of a consumer group for a week: no more than a week is kept for it';
    await until(() => bench.sentences.includes(sentence), { what: 'the log says so' });
    expect(relay.abandonedGroups).toBe(1);
  });
});
