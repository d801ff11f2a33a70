import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { aCredential, changed, expiresIn, keyEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
});
afterAll(() => bench.close());

const MANY = 8_000;

/** Years of reminders and deliveries that are over, and as many planned for later. */
async function liveThrough(): Promise<void> {
  await bench.query(`
    INSERT INTO scheduler.credentials (cid, workspace_id, version, snapshot, expiry, expires_at, event_id)
    SELECT 'old-' || n, 'ws', 1, '{}', 'day ' || n, now() + interval '20 days', 'ev' || n FROM generate_series(1, ${MANY}) n`);
  await bench.query(`
    INSERT INTO scheduler.reminders (cid, workspace_id, expiry, expires_at, lead_days, due_at, alarm_epoch, state)
    SELECT 'old-' || n, 'ws', 'day ' || n, now() + interval '500 days', lead, now() + interval '30 minutes' * n, 'some', state
    FROM generate_series(1, ${MANY}) n, (VALUES (7, 'FIRED'), (1, 'PLANNED')) AS v (lead, state)`);
  await bench.query(`
    INSERT INTO scheduler.messages (id, workspace_id, channel, recipient, state, lease_until, claimed_at)
    SELECT 'old-' || n, 'ws', 'EMAIL', 'somebody-' || n % 500, 'DELIVERED', now(), now() - interval '1 day'
    FROM generate_series(1, ${MANY}) n`);
  await bench.query(`
    INSERT INTO scheduler.deliveries (reminder_id, cid, workspace_id, expires_at, channel, recipient, state, message_id)
    SELECT r.id, r.cid, 'ws', r.expires_at, channel, 'somebody', 'DELIVERED', r.cid
    FROM scheduler.reminders r, (VALUES ('EMAIL'), ('SLACK')) AS v (channel) WHERE r.state = 'FIRED'`);
  await bench.query('ANALYZE');
}

interface TableFigures {
  readonly relname: string;
  readonly written: number;
  readonly readInWhole: number;
}

const figures = () =>
  bench.query<TableFigures>(`
    SELECT relname, (n_tup_ins + n_tup_upd)::int AS written, seq_tup_read::int AS "readInWhole" FROM pg_stat_user_tables
    WHERE schemaname = 'scheduler' AND relname IN ('credentials', 'reminders', 'deliveries', 'messages') ORDER BY relname`);

/** Waits until every table shows that so much was written: what a connection did is shown once it has rested for a second. */
const shown = (least: readonly number[]) =>
  until(
    async () => {
      const tables = await figures();
      return tables.every(({ written }, at) => written >= (least[at] ?? 0)) && tables;
    },
    { what: 'Postgres shows what was done' },
  );

it('plans, sends, repeats, cancels and sweeps without reading through what is over', async () => {
  await liveThrough();
  const before = await shown([MANY, 2 * MANY, MANY, 2 * MANY]);
  const ledger = new Ledger(bench);
  await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
  const credential = aCredential({ expiration: expiresIn({ days: 7, ms: 500 }) });
  await bench.publish(keyEventOf(credential));
  await ledger.until(credential, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
  const moved = changed(credential, { expiration: expiresIn({ days: 1, ms: 500, setAt: new Date(Date.now() - 864_000_000) }) });
  await bench.publish(keyEventOf(moved, 'KeyUpdated'));
  await ledger.until(moved, { leadDays: 1, channel: 'EMAIL', state: 'DELIVERED' });
  await bench.get('/health/ready');
  await bench.get('/metrics');
  const after = await shown(before.map(({ written }) => written + 2));
  const read = after.map(({ relname, readInWhole }, at) => ({ relname, rows: readInWhole - (before[at]?.readInWhole ?? 0) }));
  expect(read.filter(({ rows }) => rows >= MANY)).toEqual([]);
});
