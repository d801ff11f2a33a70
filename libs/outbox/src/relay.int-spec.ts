import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { onTrail } from '#libs/observability';
import { createDatabase, startRedis, until, type TestDatabase, type TestRedis } from '#libs/testing';
import { OutboxBench, STREAM } from '../test/outbox.setup.js';

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

/** Commits the numbers from 1 about a subject, one after the other. */
async function count(subject: string, to: number): Promise<void> {
  for (const number of upTo(to)) await bench.append(subject, number);
}

const numbers = (subject: string, expected: readonly number[]) =>
  until(async () => (await bench.numbers(subject)).join() === expected.join(), {
    what: `${subject} is published as ${expected.join()}`,
  });

describe('the outbox', () => {
  it('publishes nothing of a transaction that was rolled back', async () => {
    bench.startRelay();
    const failing = bench.transactions.run(async (tx) => {
      await bench.outbox.append(tx, { type: 'Counted', subject: 'a', data: 1 });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await bench.append('a', 2);
    await numbers('a', [2]);
  });

  it('writes CloudEvents that carry the id of the request they come from', async () => {
    bench.startRelay();
    await onTrail({ requestId: 'rq0000000000000001' }, () => bench.append('a', 1));
    const [event] = await until(async () => (await bench.published()).length > 0 && bench.published(), { what: 'an event' });
    expect(event).toMatchObject({
      specversion: '1.0',
      source: '/curfew/keys',
      type: 'Counted',
      subject: 'a',
      datacontenttype: 'application/json',
      requestid: 'rq0000000000000001',
      data: 1,
    });
  });

  it('counts what waits', async () => {
    await count('a', 3);
    const relay = bench.startRelay();
    await numbers('a', [1, 2, 3]);
    await until(async () => (await relay.backlog()).count === 0, { what: 'nothing waits' });
    redis.freeze();
    await bench.append('a', 4);
    expect(await relay.backlog()).toMatchObject({ count: 1 });
    redis.thaw();
  });
});

describe('relays', () => {
  it('publish everything once and each subject in order, two of them at work', async () => {
    bench.startRelay();
    bench.startRelay();
    const subjects = upTo(20).map((number) => `subject-${String(number)}`);
    await Promise.all(subjects.map((subject) => count(subject, 40)));
    await until(async () => (await bench.redis.xlen(STREAM)) >= 800, { what: '800 events' });
    for (const subject of subjects) expect(await bench.numbers(subject)).toEqual(upTo(40));
  });

  it('publish more than a batch at one go', async () => {
    await bench.transactions.run(async (tx) => {
      for (const data of upTo(1_201)) await bench.outbox.append(tx, { type: 'Counted', subject: 'a', data });
    });
    bench.startRelay();
    await numbers('a', upTo(1_201));
  });

  it('hear of an event again after their listening connection was cut', async () => {
    bench.startRelay();
    const listeners = () =>
      bench.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'curfew-listen-keys_outbox' AND datname = current_database()`,
      );
    const before = await until(async () => (await listeners())[0], { what: 'a relay that listens' });
    await cut(before.pid);
    await bench.append('a', 1);
    await numbers('a', [1]);
    const after = await until(async () => (await listeners())[0], { what: 'a relay that listens again' });
    expect(after.pid).not.toBe(before.pid);
  });
});

/** Ends a backend, as only its own user or a superuser may. */
async function cut(pid: number): Promise<void> {
  await bench.transactions.run(async (tx) => {
    await tx.query('SET LOCAL ROLE NONE');
    await tx.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  });
}
