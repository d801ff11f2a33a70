import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { plant } from './herd.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

/** Many times what falls due in one transaction. */
const MANY = 5_000;
const OWNERS = 20;
const HERD = 'ws-herd';
/** In the order of their ids before and after that of the herd. */
const OTHERS = ['ws-a', 'ws-b', 'ws-x', 'ws-y'];

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  // What the ledger holds when a message is claimed for the first time: later it would not show any more.
  await bench.query(`
    CREATE TABLE scheduler.first_claim AS SELECT 0 AS planned WHERE false;
    CREATE FUNCTION scheduler.note_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      INSERT INTO scheduler.first_claim
      SELECT count(*)::int FROM scheduler.reminders WHERE workspace_id = NEW.workspace_id AND state = 'PLANNED';
      RETURN NEW;
    END $$;
    CREATE TRIGGER note_first BEFORE INSERT ON scheduler.messages FOR EACH ROW WHEN (NEW.workspace_id = '${HERD}')
      EXECUTE FUNCTION scheduler.note_first()`);
  const herd = { workspaceId: HERD, count: MANY, owners: OWNERS, dueInMs: 4_000 };
  await plant(bench, herd);
  for (const workspaceId of OTHERS) await plant(bench, { ...herd, workspaceId, count: 1, owners: 1 });
  const open = `
    SELECT FROM scheduler.reminders WHERE state = 'PLANNED'
    UNION ALL SELECT FROM scheduler.deliveries WHERE state IN ('PENDING', 'SENDING') LIMIT 1`;
  await until(async () => (await bench.query(open)).length === 0, { what: 'everything is told', withinMs: 120_000 });
}, 180_000);
afterAll(() => bench.close());

const tellings = (channel: string) =>
  bench.query<{ workspaceId: string; deliveries: number; messages: number; last: Date }>(
    `SELECT workspace_id AS "workspaceId", count(*)::int AS deliveries, count(DISTINCT message_id)::int AS messages,
            max(finished_at) AS last
     FROM scheduler.deliveries WHERE channel = $1 AND state = 'DELIVERED' GROUP BY workspace_id ORDER BY last`,
    channel,
  );

describe('thousands of reminders of one workspace that fall due at one instant', () => {
  it('are one message for each recipient', async () => {
    expect((await tellings('EMAIL')).at(-1)).toMatchObject({ workspaceId: HERD, deliveries: MANY, messages: OWNERS });
    expect((await tellings('SLACK')).find(({ workspaceId }) => workspaceId === HERD)).toMatchObject({
      deliveries: MANY,
      messages: 1,
    });
  });

  it('are claimed once the last of them has fallen due', async () => {
    const claims = await bench.query<{ planned: number }>('SELECT * FROM scheduler.first_claim');
    expect(claims).toHaveLength(OWNERS + 1);
    expect(claims.filter(({ planned }) => planned > 0)).toEqual([]);
    expect(await bench.query('SELECT * FROM scheduler.falling_due')).toEqual([]);
  });

  it('keep no other workspace waiting until they are through', async () => {
    const order = (await tellings('EMAIL')).map(({ workspaceId }) => workspaceId);
    expect(order.slice(0, -1).sort()).toEqual(OTHERS);
    expect(order.at(-1)).toBe(HERD);
  });
});

describe('a workspace whose reminders stopped falling due half-way', () => {
  it('is told all the same once the process that saw to it has been given up', async () => {
    const left = { workspaceId: 'ws-left', count: 1, owners: 1, dueInMs: 500 };
    await bench.query(`INSERT INTO scheduler.falling_due VALUES ('ws-left', 'infinity')`);
    await bench.query(`INSERT INTO scheduler.falling_due VALUES ('ws-late', clock_timestamp() + interval '2 seconds')`);
    await plant(bench, left);
    await plant(bench, { ...left, workspaceId: 'ws-late' });
    const told = `SELECT FROM scheduler.deliveries WHERE workspace_id = ANY ('{ws-left,ws-late}') AND state = 'DELIVERED'`;
    await until(async () => (await bench.query(told)).length === 4, { what: 'both are told', withinMs: 30_000 });
  });

  it('is told also if nothing of it was left to fall due', async () => {
    await bench.query(`INSERT INTO scheduler.falling_due VALUES ('ws-a', 'infinity')`);
    await bench.query(`
      UPDATE scheduler.deliveries SET state = 'PENDING', message_id = NULL, finished_at = NULL, next_at = clock_timestamp()
      WHERE workspace_id = 'ws-a'`);
    const waits = `SELECT FROM scheduler.deliveries WHERE workspace_id = 'ws-a' AND state <> 'DELIVERED'`;
    await until(async () => (await bench.query(waits)).length === 0, { what: 'it is told', withinMs: 30_000 });
  });
});
