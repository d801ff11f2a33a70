import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot, NotificationSettingsSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { Barrier } from './barrier.setup.js';
import { aCredential, changed, expiresIn, keyEventOf, leadTimesOf, settingsEventOf, someSettings } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;
let workspaceId: string;

beforeAll(async () => {
  // Long enough that whatever happens here was not found by chance.
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '300' });
  ledger = new Ledger(bench);
});
afterAll(() => bench.close());
beforeEach(() => {
  workspaceId = randomId('ws');
});

const HOUR_MS = 3_600_000;

const heard = async ({ workspaceId: id, version }: NotificationSettingsSnapshot, where = 'true') => {
  const sql = `SELECT FROM scheduler.notification_settings WHERE workspace_id = $1 AND version = $2 AND ${where}`;
  await until(async () => (await bench.query(sql, id, version)).length > 0, {
    what: `version ${String(version)} of the settings is heard`,
  });
};

async function settle(settings: NotificationSettingsSnapshot): Promise<NotificationSettingsSnapshot> {
  await bench.publish(settingsEventOf(settings));
  await heard(settings, 'replan_after IS NULL');
  return settings;
}

async function hear(overrides: Partial<CredentialSnapshot>): Promise<CredentialSnapshot> {
  const credential = aCredential({ workspaceId, ...overrides });
  await bench.publish(keyEventOf(credential));
  await ledger.heard(credential);
  return credential;
}

const planOf = async ({ cid }: CredentialSnapshot) => {
  const sql = `SELECT lead_days || ' ' || state AS line FROM scheduler.reminders WHERE cid = $1 ORDER BY lead_days DESC`;
  return (await bench.query<{ line: string }>(sql, cid)).map(({ line }) => line);
};
const dueOf = async ({ cid }: CredentialSnapshot, leadDays: number) => {
  const sql = 'SELECT due_at AS at, reason FROM scheduler.reminders WHERE cid = $1 AND lead_days = $2';
  return (await bench.query<{ at: Date; reason: string | null }>(sql, cid, leadDays))[0];
};

describe('a change of lead times', () => {
  it('plans what is owed now and cancels what no longer is, of that workspace alone', async () => {
    const [mine, other] = [
      await hear({ expiration: expiresIn({ days: 40 }) }),
      aCredential({ expiration: expiresIn({ days: 40 }) }),
    ];
    await bench.publish(keyEventOf(other));
    await ledger.heard(other);
    await settle(someSettings({ workspaceId, leadTimes: leadTimesOf([7], [30]) }));
    expect(await planOf(mine)).toEqual(['30 PLANNED', '7 PLANNED', '1 CANCELLED']);
    expect((await dueOf(mine, 1))?.reason).toBe('the lead times of the workspace have changed');
    expect(await planOf(other)).toEqual(['7 PLANNED', '1 PLANNED']);
  });

  it('makes no noise about a lead time that has passed already, not even when the credential changes later', async () => {
    const credential = await hear({ expiration: expiresIn({ days: 20, setAt: new Date(Date.now() - 24 * HOUR_MS * 60) }) });
    await settle(someSettings({ workspaceId, leadTimes: leadTimesOf([7, 1], [30]) }));
    await bench.publish(keyEventOf(changed(credential, { name: `renamed-${credential.cid}` }), 'KeyUpdated'));
    await ledger.heard(changed(credential, {}));
    expect(await planOf(credential)).toEqual(['30 SKIPPED', '7 PLANNED', '1 PLANNED']);
    expect((await dueOf(credential, 30))?.reason).toBe('the lead time was chosen when it had passed already');
    expect(await ledger.of(credential)).toEqual([]);
  });

  it('is never caught up with by a credential that is heard of only after it', async () => {
    await settle(someSettings({ workspaceId, leadTimes: leadTimesOf([7], [30]) }));
    const credential = await hear({ expiration: expiresIn({ days: 20, setAt: new Date(Date.now() - 60 * 24 * HOUR_MS) }) });
    expect(await planOf(credential)).toEqual(['30 SKIPPED', '7 PLANNED']);
  });

  it('still owes what was due before it, to a credential that is heard of late', async () => {
    await settle(someSettings({ workspaceId, leadTimes: leadTimesOf([7], [30]) }));
    const credential = await hear({ expiration: expiresIn({ days: 5, setAt: new Date(Date.now() - 60 * 24 * HOUR_MS) }) });
    await ledger.until(credential, { leadDays: 7, channel: 'EMAIL', state: 'DELIVERED' });
  });

  it('that is taken back reminds nobody twice who was reminded, and everybody who was not', async () => {
    const told = await hear({ expiration: expiresIn({ days: 7, ms: 300 }) });
    const untold = await hear({ expiration: expiresIn({ days: 7, ms: 2 * HOUR_MS }) });
    await ledger.until(told, { leadDays: 7, channel: 'EMAIL', state: 'DELIVERED' });
    const first = await settle(someSettings({ workspaceId, leadTimes: leadTimesOf([1]) }));
    expect([await planOf(told), await planOf(untold)]).toEqual([
      ['7 FIRED', '1 PLANNED'],
      ['7 CANCELLED', '1 PLANNED'],
    ]);
    await settle(changed(first, { leadTimes: leadTimesOf([1], [7]) }));
    expect([await planOf(told), await planOf(untold)]).toEqual([
      ['7 FIRED', '1 PLANNED'],
      ['7 PLANNED', '1 PLANNED'],
    ]);
    expect((await ledger.of(told)).filter(({ channel }) => channel === 'EMAIL')).toHaveLength(1);
    expect(await bench.inbox.containing(told.name)).toHaveLength((await ledger.of(told)).length);
    expect(await ledger.of(untold)).toEqual([]);
  });
});

describe('a change of the time of day', () => {
  it('moves what is not due yet, under a new generation, and never before it is chosen', async () => {
    const expiration = {
      precision: 'day' as const,
      date: '2099-03-31',
      timeZone: 'UTC',
      expiresAt: '2099-04-01T00:00:00.000Z',
      setAt: new Date().toISOString(),
    };
    const credential = await hear({ expiration });
    expect((await dueOf(credential, 7))?.at.toISOString()).toBe('2099-03-24T09:00:00.000Z');
    await settle(someSettings({ workspaceId, sendAt: { time: '06:30', setAt: new Date().toISOString() } }));
    expect((await dueOf(credential, 7))?.at.toISOString()).toBe('2099-03-24T06:30:00.000Z');
    const sql = 'SELECT generation FROM scheduler.reminders WHERE cid = $1';
    expect(await bench.query(sql, credential.cid)).toEqual([{ generation: 2 }, { generation: 2 }]);
  });
});

describe('while a workspace is planned anew', () => {
  it('what is not yet does not fall due, other workspaces are told, and nothing spins', async () => {
    const settings = await settle(someSettings({ workspaceId }));
    await bench.query(
      `UPDATE scheduler.notification_settings SET replan_after = '', replan_since = now() WHERE workspace_id = $1`,
      workspaceId,
    );
    const held = await hear({ expiration: expiresIn({ days: 7, ms: 300 }) });
    const other = aCredential({ workspaceId: randomId('ws'), expiration: expiresIn({ days: 7, ms: 1_000 }) });
    await bench.publish(keyEventOf(other));
    await ledger.until(other, { channel: 'EMAIL', state: 'DELIVERED' });
    expect(await planOf(held)).toEqual(['7 PLANNED', '1 PLANNED']);
    await settle(changed(settings, { leadTimes: leadTimesOf([1]) }));
    expect([await planOf(held), await ledger.of(held)]).toEqual([['7 CANCELLED', '1 PLANNED'], []]);
  });

  it('a lead time that was dropped before its reminder was due is not told of, however long the planning is held up', async () => {
    const credential = await hear({ expiration: expiresIn({ days: 7, ms: 2_000 }) });
    const settings = someSettings({ workspaceId, leadTimes: leadTimesOf([1]) });
    const barrier = await Barrier.holding(
      bench.databaseUrl,
      'SELECT FROM scheduler.credentials WHERE cid = $1 FOR UPDATE',
      credential.cid,
    );
    await bench.publish(settingsEventOf(settings));
    await barrier.stops('ORDER BY cid LIMIT');
    const due = (await dueOf(credential, 7))?.at ?? new Date();
    await until(() => Promise.resolve(new Date() > due), { what: 'its instant has passed' });
    await barrier.release();
    await heard(settings, 'replan_after IS NULL');
    expect([await planOf(credential), await ledger.of(credential)]).toEqual([['7 CANCELLED', '1 PLANNED'], []]);
  });

  it('a credential that changes at the same time ends with a plan for the new settings', async () => {
    const credentials = await Promise.all(Array.from({ length: 20 }, () => hear({ expiration: expiresIn({ days: 40 }) })));
    const moved = credentials.map((credential) => changed(credential, { expiration: expiresIn({ days: 50 }) }));
    const born = Array.from({ length: 20 }, () => aCredential({ workspaceId, expiration: expiresIn({ days: 50 }) }));
    await bench.publish(
      ...moved.slice(0, 10).map((one) => keyEventOf(one, 'KeyUpdated')),
      settingsEventOf(someSettings({ workspaceId, leadTimes: leadTimesOf([], [30]) })),
      ...moved.slice(10).map((one) => keyEventOf(one, 'KeyUpdated')),
      ...born.map((one) => keyEventOf(one)),
    );
    for (const credential of [...moved, ...born]) await ledger.heard(credential);
    await heard(someSettings({ workspaceId }), 'replan_after IS NULL');
    const sql = `SELECT lead_days, count(*)::int AS count FROM scheduler.reminders WHERE workspace_id = $1 AND state = 'PLANNED' GROUP BY 1`;
    expect(await bench.query(sql, workspaceId)).toEqual([{ lead_days: 30, count: 40 }]);
  });
});
