import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { Barrier } from './barrier.setup.js';
import { aCredential, expiresIn, keyEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
});
afterAll(() => bench.close());

const ready = () => bench.get('/health/ready');

describe('readiness', () => {
  it('says no when reminders do not fall due, although the sweep runs', async () => {
    await until(async () => (await ready()).status === 200, { what: 'it is ready' });
    const stopped = await Barrier.holding(bench.databaseUrl, `SELECT pg_advisory_xact_lock(hashtext('curfew.due'))`);
    await bench.publish(keyEventOf(aCredential({ expiration: expiresIn({ days: 7, ms: 200 }) })));
    const answer = await until(
      async () => {
        const { status, body } = await ready();
        return status === 503 && body;
      },
      { what: 'it is not ready' },
    );
    expect(answer).toContain('a reminder has been due for');
    await stopped.release();
    await until(async () => (await ready()).status === 200, { what: 'it is ready again' });
  });

  it('answers in time, and yes, while Redis is frozen', async () => {
    bench.redisServer.freeze();
    const askedAt = performance.now();
    const { status, body } = await ready();
    expect(performance.now() - askedAt).toBeLessThan(4_500);
    expect([status, body]).toEqual([200, expect.stringContaining('degraded')]);
    bench.redisServer.thaw();
  });
});
