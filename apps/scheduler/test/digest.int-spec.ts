import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { aCredential, expiresIn } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

const MANY = 30_000;
const HERD = 'herd@curfew.localhost';
const BEHIND = 'behind@curfew.localhost';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1', NOTIFY_SLACK_CHANNELS: '' });
});
afterAll(() => bench.close());

interface Waiting {
  readonly prefix: string;
  readonly count: number;
  readonly recipient: string;
}

/**
 * Credentials that fell due together for one recipient: every fifth has been revoked since, of every fifth a more urgent reminder
 * has fallen due, and each weighs four kilobytes. They wait until they are let go.
 */
async function waiting({ prefix, count, recipient }: Waiting): Promise<void> {
  const snapshot = aCredential({ description: 'x'.repeat(4_000), expiration: expiresIn({ days: 3 }) });
  const of = (sql: string, ...parameters: readonly unknown[]) => bench.query(sql, prefix, count, ...parameters);
  await of(
    `INSERT INTO scheduler.credentials (cid, workspace_id, version, snapshot, expiry, expires_at, event_id)
     SELECT $1 || n, 'ws', 1, $3::jsonb || jsonb_build_object('cid', $1 || n, 'name', $1 || n),
            CASE WHEN n % 5 > 0 THEN 'a day' END, now() + interval '3 days', 'ev' || n FROM generate_series(1, $2::int) n`,
    JSON.stringify(snapshot),
  );
  await of(
    `INSERT INTO scheduler.reminders (cid, workspace_id, expiry, expires_at, lead_days, due_at, state)
     SELECT $1 || n, 'ws', 'a day', now() + interval '3 days', lead, now(), 'FIRED'
     FROM generate_series(1, $2::int) n, unnest(CASE WHEN n % 5 = 1 THEN '{1, 7}'::int[] ELSE '{7}' END) AS lead`,
  );
  await of(
    `INSERT INTO scheduler.deliveries (reminder_id, cid, workspace_id, expires_at, channel, recipient, state, next_at)
     SELECT r.id, r.cid, 'ws', r.expires_at, 'EMAIL', $3, 'PENDING', 'infinity'
     FROM generate_series(1, $2::int) n JOIN scheduler.reminders r ON r.cid = $1 || n AND r.lead_days = 7`,
    recipient,
  );
}

const letGo = () => bench.query(`UPDATE scheduler.deliveries SET next_at = clock_timestamp()`);

const standings = (recipient: string) =>
  bench.query<{ state: string; count: number; messages: number; oldest: Date }>(
    `SELECT state, count(*)::int, count(DISTINCT message_id)::int AS messages FROM scheduler.deliveries
     WHERE recipient = $1 GROUP BY state ORDER BY state`,
    recipient,
  );

/** Waits until nothing waits any more. Answers how many bytes the process held at most meanwhile, beyond what it held before. */
async function everythingIsSettled(): Promise<number> {
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const open = `SELECT FROM scheduler.deliveries WHERE state IN ('PENDING', 'SENDING') LIMIT 1`;
  const settled = async () => {
    most = Math.max(most, process.memoryUsage().heapUsed);
    return (await bench.query(open)).length === 0;
  };
  await until(settled, { what: 'everything is settled', withinMs: 90_000 });
  return most - before;
}

describe('what falls due together for one recipient', () => {
  it('is one message however much it is, does not fill the memory, and does not keep others waiting', async () => {
    await waiting({ prefix: 'herd-', count: MANY, recipient: HERD });
    await waiting({ prefix: 'behind-', count: 3, recipient: BEHIND });
    await bench.query('ANALYZE');
    await letGo();
    await bench.restart();
    expect(await everythingIsSettled()).toBeLessThan(150_000_000);
    expect(await standings(HERD)).toEqual([
      { state: 'CANCELLED', count: MANY / 5, messages: 0 },
      { state: 'DELIVERED', count: (3 * MANY) / 5, messages: 1 },
      { state: 'SUPERSEDED', count: MANY / 5, messages: 0 },
    ]);
    const [email, ...others] = await bench.inbox.containing(HERD);
    expect(others).toEqual([]);
    expect(email?.subject).toMatch(/^18000 API keys expire on/);
    expect(email?.text).toContain('17980 more');
    const [first] = await bench.query<{ recipient: string }>(
      `SELECT recipient FROM scheduler.messages WHERE state = 'DELIVERED' ORDER BY finished_at`,
    );
    expect(first?.recipient).toBe(BEHIND);
  }, 240_000);
});
