import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KEYS_STREAM } from '#libs/contracts';
import { until } from '#libs/testing';
import { Redis } from 'ioredis';
import { setupSystem, type System } from './system.setup.js';

let system: System;
let redis: Redis;

beforeAll(async () => {
  system = await setupSystem({ RECONCILE_INTERVAL_SECONDS: '2' });
  redis = new Redis(system.redis.url);
});
afterAll(async () => {
  redis.disconnect();
  await system.close();
});

beforeEach(() => reconciled());

const soon = { days: 7, ms: 4_000 };

/** Waits until everything was compared that is there now, twice: the second time begins after this was called. */
async function reconciled(): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    const [{ now } = { now: new Date() }] = await system.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const sql = 'SELECT FROM scheduler.reconciliations WHERE finished_at > $1';
    await until(async () => (await system.query(sql, now)).length > 0, { what: 'a reconciliation finishes', withinMs: 30_000 });
  }
}

/** Ends the scheduler, has something happen, loses the events of it for good, and starts the scheduler again. */
async function losing<T>(happen: () => Promise<T>): Promise<T> {
  await system.scheduler.kill();
  const [before] = await redis.xrevrange(KEYS_STREAM, '+', '-', 'COUNT', 1);
  const outcome = await happen();
  const waiting = 'SELECT FROM keys.outbox WHERE published_at IS NULL';
  await until(async () => (await system.query(waiting)).length === 0, { what: 'the events are published' });
  const events = await redis.xrange(KEYS_STREAM, before ? `(${before[0]}` : '-', '+');
  expect(events.length).toBeGreaterThan(0);
  await redis.xdel(KEYS_STREAM, ...events.map(([id]) => id));
  await (await system.start('scheduler')).ready();
  return outcome;
}

interface Copy {
  readonly version: number;
  readonly workspaceId: string;
  readonly revokedAt: Date | null;
}

async function copyOf(cid: string): Promise<Copy | undefined> {
  const sql = `SELECT version, workspace_id AS "workspaceId", revoked_at AS "revokedAt" FROM scheduler.credentials WHERE cid = $1`;
  return (await system.query<Copy>(sql, cid))[0];
}

async function heard(cid: string, version = 1): Promise<void> {
  await until(async () => (await copyOf(cid))?.version === version, {
    what: `version ${String(version)} of ${cid}`,
    withinMs: 30_000,
  });
}

const statesOf = async (cid: string) =>
  (await system.query<{ state: string }>('SELECT state FROM scheduler.reminders WHERE cid = $1 ORDER BY due_at', cid)).map(
    ({ state }) => state,
  );

/** The figure of that name that has that label. */
async function metric(name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${system.scheduler.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(name) && one.includes(label));
  return Number(line?.split(' ').at(-1));
}

describe('an event that is lost for good', () => {
  it('has its reminder sent all the same, once', async () => {
    const { cid } = await losing(() => system.issue('never-told-of', soon));
    await heard(cid);
    expect(await system.inbox.both('never-told-of', 30_000)).toHaveLength(2);
    await reconciled();
    expect(await system.inbox.containing('never-told-of')).toHaveLength(2);
    expect(await metric('curfew_reconciliation_healed_total', 'kind="apiKey"')).toBeGreaterThan(0);
  });

  it('keeps nobody reminded of a key that was deleted', async () => {
    const { cid } = await system.issue('deleted-unheard', { days: 7, ms: 60_000 });
    await heard(cid);
    await losing(() => system.call('DELETE', `/auth/key/${cid}`));
    await heard(cid, 2);
    expect((await copyOf(cid))?.revokedAt).toBeInstanceOf(Date);
    expect(await statesOf(cid)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(await system.inbox.containing('deleted-unheard')).toEqual([]);
  });
});

describe('the copies', () => {
  it('are rebuilt when they are all gone, and nobody is told twice', async () => {
    const { cid } = await system.issue('told-once', { days: 7, ms: 2_000 });
    await system.inbox.both('told-once');
    // As if that table alone had been lost: what refers to it stays.
    await system.query(
      `SET session_replication_role = replica; DELETE FROM scheduler.credentials; RESET session_replication_role`,
    );
    await heard(cid);
    await reconciled();
    expect(await system.inbox.containing('told-once')).toHaveLength(2);
    expect(await statesOf(cid)).toEqual(['FIRED', 'PLANNED']);
  });

  it('keep each to its workspace', async () => {
    await system.query(`
      INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws00000000000000ff', 'Other', 'UTC');
      INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at)
      VALUES ('us00000000000000ff', 'ws00000000000000ff', 'admin@other.localhost', 'Other',
              '[{"type": "DEFAULT", "role": "ADMIN"}]', now())`);
    const sql = 'SELECT workspace_id AS "workspaceId" FROM scheduler.users WHERE id = $1';
    const found = await until(async () => (await system.query(sql, 'us00000000000000ff'))[0], {
      what: 'the user',
      withinMs: 30_000,
    });
    expect(found).toEqual({ workspaceId: 'ws00000000000000ff' });
    const others = `SELECT FROM scheduler.users WHERE workspace_id = 'ws00000000000000ff' AND id <> 'us00000000000000ff'`;
    expect(await system.query(others)).toEqual([]);
  });

  it('tell nobody of what had expired before it was ever heard of', async () => {
    const { cid } = await losing(async () => {
      const key = await system.issue('long-gone', soon);
      await system.query(
        `UPDATE keys.api_keys SET expires_at = now() - interval '1 day', expiration_set_at = now() - interval '30 days' WHERE cid = $1`,
        key.cid,
      );
      return key;
    });
    await heard(cid);
    await reconciled();
    expect(await statesOf(cid)).toEqual([]);
    expect(await system.inbox.containing('long-gone')).toEqual([]);
  });
});

describe('a database of the keys service that was restored from a backup', () => {
  it('has nothing planned backwards, and nothing forgotten, but counted', async () => {
    const { cid } = await system.issue('from-the-future', { days: 30, ms: 0 });
    const later = new Date(Date.now() + 60 * 86_400_000).toISOString();
    await system.call('PUT', `/auth/key/${cid}`, { name: 'from-the-future', expirationDate: later });
    await heard(cid, 2);
    const before = await statesOf(cid);
    await system.query('UPDATE keys.api_keys SET version = 1 WHERE cid = $1', cid);
    await system.query(
      `INSERT INTO scheduler.users (id, workspace_id, version, email, name, status, is_admin, event_id)
       VALUES ('us00000000000000ee', 'ws00000000000000ee', 1, 'x@y', 'Gone', 'ACTIVE', false, 'ev')`,
    );
    await reconciled();
    expect(await metric('curfew_reconciliation_leftovers', 'reason="ahead"')).toBe(1);
    expect(await metric('curfew_reconciliation_leftovers', 'reason="unknown"')).toBe(1);
    expect(await metric('curfew_last_reconciliation_age_seconds')).toBeLessThan(60);
    expect((await copyOf(cid))?.version).toBe(2);
    expect(await statesOf(cid)).toEqual(before);
    expect(system.logs()).toContain('was its database restored?');
  });
});

it('does no harm while the keys service is away, and goes on once it is back', async () => {
  await system.crash('keys');
  await until(() => Promise.resolve(system.logs().includes('trying again later')), { what: 'it is said', withinMs: 20_000 });
  expect((await fetch(`${system.scheduler.url}/health/ready`)).status).toBe(200);
  await (await system.start('keys')).ready();
  await reconciled();
});

it('is done by one of two schedulers at a time', async () => {
  const second = await system.startSecondScheduler();
  try {
    const { cid } = await system.issue('shared-out', { days: 30, ms: 0 });
    await heard(cid);
    await system.query(
      `SET session_replication_role = replica; DELETE FROM scheduler.credentials; RESET session_replication_role`,
    );
    await heard(cid);
    await reconciled();
    const healers = `SELECT count(DISTINCT event_id)::int AS events, count(*)::int AS copies FROM scheduler.credentials`;
    const [{ events, copies } = { events: 0, copies: -1 }] = await system.query<{ events: number; copies: number }>(healers);
    expect(events).toBe(copies);
    expect(await statesOf(cid)).toEqual(['PLANNED', 'PLANNED']);
  } finally {
    await second.kill();
  }
});

it('makes up for lost events of users and settings as well', async () => {
  await losing(async () => {
    const email = 'unheard-of@curfew.localhost';
    const role = { type: 'DEFAULT', role: 'USER' };
    expect((await system.call('POST', '/users', { email, name: 'Unheard', roles: [role] })).status).toBeLessThan(300);
    const before = (await system.call('GET', '/notification-settings')).body as object;
    const wanted = { ...before, emails: ['wished@curfew.localhost'] };
    expect((await system.call('PUT', '/notification-settings', wanted)).status).toBeLessThan(300);
  });
  const known = `
    SELECT FROM scheduler.users u, scheduler.notification_settings s
    WHERE u.email LIKE 'unheard-of@%' AND 'wished@curfew.localhost' = ANY (s.emails)`;
  await until(async () => (await system.query(known)).length > 0, { what: 'both are known', withinMs: 30_000 });
});
