import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';
import { StandInKeys } from './stand-in-keys.setup.js';

let bench: SchedulerBench;
let keys: StandInKeys;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1', RECONCILE_INTERVAL_SECONDS: '86400' });
  keys = await StandInKeys.start(bench.redisServer.url);
});
afterAll(async () => {
  await keys.stop();
  await bench.close();
});

/** Waits until the row of the reconciliations looks as described. */
async function looks(described: string): Promise<void> {
  const sql = `SELECT FROM scheduler.reconciliations WHERE ${described}`;
  await until(async () => (await bench.query(sql)).length > 0, { what: described, withinMs: 30_000 });
}

it('begins with the scheduler, and gives its turn back', async () => {
  await bench.restart();
  await looks('finished_at IS NOT NULL AND redis_epoch IS NOT NULL AND held_by IS NULL');
});

it('is done again at once when Redis has lost its memory, long before it is due', async () => {
  await bench.query('CREATE TABLE scheduler.before AS SELECT finished_at, redis_epoch FROM scheduler.reconciliations');
  await bench.flushRedis();
  await looks(`redis_epoch <> (SELECT redis_epoch FROM scheduler.before)`);
  await looks(`finished_at > (SELECT finished_at FROM scheduler.before) AND held_by IS NULL`);
});

it('is not begun while another process is at it, and taken over when that has died', async () => {
  await bench.query(`
    UPDATE scheduler.reconciliations
    SET finished_at = NULL, held_by = 'another', held_until = clock_timestamp() + interval '1 hour'`);
  await bench.restart();
  await looks(`held_by = 'another' AND finished_at IS NULL`);
  await bench.query(`UPDATE scheduler.reconciliations SET held_until = clock_timestamp()`);
  await bench.restart();
  await looks('finished_at IS NOT NULL AND held_by IS NULL');
});

it('shows when it was last done', async () => {
  const { body } = await bench.get('/metrics');
  expect(body).toMatch(/^curfew_last_reconciliation_age_seconds\S* \d/m);
  expect(body).toMatch(/^curfew_reconciliation_leftovers\{.*reason="unknown".*\} 0$/m);
});
