import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { until } from '#libs/testing';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  await finishes(`finished_at IS NOT NULL`);
});
afterAll(() => bench.close());

/** Waits until the row of the sweeps looks as described. */
async function finishes(described: string, withinMs = 10_000): Promise<void> {
  const sql = `SELECT FROM scheduler.sweeps WHERE ${described}`;
  await until(async () => (await bench.query(sql)).length > 0, { what: `a sweep finishes: ${described}`, withinMs });
}

describe('a sweep', () => {
  it('finishes although its repairs take longer than anybody may hold a transaction open', async () => {
    await bench.query(`
      CREATE TABLE scheduler.slow_since AS SELECT clock_timestamp() AS at;
      CREATE FUNCTION scheduler.slowly() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(11); RETURN NULL; END $$;
      CREATE TRIGGER slowly BEFORE DELETE ON scheduler.inbox FOR EACH STATEMENT EXECUTE FUNCTION scheduler.slowly()`);
    await finishes(`finished_at > (SELECT at + interval '11 seconds' FROM scheduler.slow_since)`, 30_000);
    await bench.query('DROP TRIGGER slowly ON scheduler.inbox');
  });

  it('waits for the turn of another process, and takes it over when that has died', async () => {
    await finishes(`held_until IS NULL AND finished_at > clock_timestamp() - interval '1 second'`, 30_000);
    await bench.query(`
      CREATE TABLE scheduler.died_at AS SELECT clock_timestamp() AS at;
      UPDATE scheduler.sweeps SET held_by = 'the dead', held_until = at + interval '3 seconds' FROM scheduler.died_at`);
    await finishes(`finished_at > (SELECT at FROM scheduler.died_at)`);
    await finishes(`finished_at > (SELECT at + interval '3 seconds' FROM scheduler.died_at) AND held_by IS NULL`);
  });
});
