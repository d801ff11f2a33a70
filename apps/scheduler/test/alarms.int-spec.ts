import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { until } from '#libs/testing';
import { aCredential, expiresIn, keyEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
});
afterAll(() => bench.close());

const EPOCH = 'curfew:scheduler:epoch';

/** Plans many reminders that have no alarm yet, as an import does while Redis is away. */
async function planMany(count: number): Promise<void> {
  const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
  await bench.publish(keyEventOf(credential));
  await until(async () => (await bench.query('SELECT FROM scheduler.reminders')).length > 0, { what: 'one is planned' });
  const sql = `
    INSERT INTO scheduler.reminders (cid, workspace_id, expiry, expires_at, lead_days, due_at, state)
    SELECT $1, 'ws0000000000000001', 'day ' || n, now() + interval '40 days', 7, now() + interval '30 days', 'PLANNED'
    FROM generate_series(1, $2) n`;
  await bench.query(sql, credential.cid, count);
}

const alarms = () => bench.redis.zcard('{curfew}:reminders:delayed');

describe('the sweep', () => {
  it('sets thousands of missing alarms and finishes, although Redis forgets again and again meanwhile', async () => {
    const enough = new AbortController();
    const forgetting = (async () => {
      while (!enough.signal.aborted) await bench.redis.del(EPOCH);
    })();
    await planMany(3_000);
    await until(async () => (await alarms()) >= 1_000, { what: 'the first alarms are set' });
    enough.abort();
    await forgetting;
    const [before] = await bench.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    await until(async () => (await bench.query('SELECT FROM scheduler.sweeps WHERE finished_at > $1', before?.at)).length > 0, {
      what: 'a sweep finishes',
    });
    await until(async () => (await alarms()) >= 3_000, { what: 'all alarms are set' });
  });
});
