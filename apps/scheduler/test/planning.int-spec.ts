import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, changed, expiresIn, keyEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

interface ReminderRow {
  readonly id: string;
  readonly lead_days: number;
  readonly due_at: Date;
  readonly state: string;
  readonly reason: string | null;
  readonly generation: number;
}

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler();
});
afterAll(() => bench.close());

/** Publishes one version of a credential and waits until it was worked in. */
async function hear(
  credential: CredentialSnapshot,
  type: 'KeyCreated' | 'KeyUpdated' | 'KeyDeleted' = 'KeyCreated',
): Promise<void> {
  await bench.publish(keyEventOf(credential, type));
  await until(() => heardVersion(credential, credential.version), {
    what: `${credential.cid} v${String(credential.version)} is heard`,
  });
}

async function heardVersion({ cid }: CredentialSnapshot, version: number): Promise<boolean> {
  const [row] = await bench.query<{ version: number }>('SELECT version FROM scheduler.credentials WHERE cid = $1', cid);
  return row?.version === version;
}

function remindersOf({ cid }: CredentialSnapshot): Promise<ReminderRow[]> {
  return bench.query('SELECT * FROM scheduler.reminders WHERE cid = $1 ORDER BY due_at, id', cid);
}

const statesOf = async (credential: CredentialSnapshot) =>
  (await remindersOf(credential)).map(({ lead_days: days, state }) => `${String(days)} ${state}`);

/** The instants at which alarms ring, by reminder. */
async function alarmsOf(credential: CredentialSnapshot): Promise<Date[]> {
  const reminders = await remindersOf(credential);
  const scores = await Promise.all(
    reminders.map(({ id, generation }) =>
      bench.redis.zscore('{curfew}:reminders:delayed', `reminder-${id}-g${String(generation)}`),
    ),
  );
  // BullMQ keeps the instant in milliseconds times 4096, and a counter below.
  return scores.flatMap((score) => (score === null ? [] : new Date(Math.floor(Number(score) / 4_096))));
}

/** Whether the database knows that the planned reminders have their alarms. */
async function armed({ cid }: CredentialSnapshot): Promise<boolean> {
  const sql = `SELECT count(*)::int AS count FROM scheduler.reminders WHERE cid = $1 AND state = 'PLANNED' AND alarm_epoch IS NOT NULL`;
  return (await bench.query<{ count: number }>(sql, cid))[0]?.count === 2;
}

describe('planning', () => {
  it('sets one alarm for each lead time, at the due instant', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(credential);
    const due = (await remindersOf(credential)).map(({ due_at: at }) => at);
    expect(due).toHaveLength(2);
    await until(() => armed(credential), { what: 'two alarms' });
    expect(await alarmsOf(credential)).toEqual(due);
  });

  it('plans nothing for a credential that does not expire', async () => {
    const credential = aCredential();
    await hear(credential);
    expect(await remindersOf(credential)).toEqual([]);
  });

  it('records a lead time that had passed when the expiry was chosen as skipped, with the reason', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 3 }) });
    await hear(credential);
    expect(await statesOf(credential)).toEqual(['7 SKIPPED', '1 PLANNED']);
    expect((await remindersOf(credential))[0]?.reason).toMatch(/within this lead time/);
  });

  it('cancels the old plan and takes its alarms down when the expiry moves', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(credential);
    await hear(changed(credential, { expiration: expiresIn({ days: 60 }) }), 'KeyUpdated');
    expect(await statesOf(credential)).toEqual(['7 CANCELLED', '1 CANCELLED', '7 PLANNED', '1 PLANNED']);
    await until(async () => (await alarmsOf(credential)).length === 2, { what: 'only the new alarms are left' });
  });

  it('brings a plan back to life when the expiry moves back, under a new generation', async () => {
    const first = expiresIn({ days: 30 });
    const credential = aCredential({ expiration: first });
    const moved = changed(credential, { expiration: expiresIn({ days: 60 }) });
    await hear(credential);
    await hear(moved, 'KeyUpdated');
    await hear(changed(moved, { expiration: first }), 'KeyUpdated');
    const back = (await remindersOf(credential)).filter(({ state }) => state === 'PLANNED');
    expect(back.map(({ generation }) => generation)).toEqual([2, 2]);
    expect(back.map(({ due_at: at }) => at < new Date(first.expiresAt))).toEqual([true, true]);
  });

  it('leaves a plan alone when only the name changes', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(credential);
    await until(() => armed(credential), { what: 'two alarms' });
    const before = await remindersOf(credential);
    await hear(changed(credential, { name: 'another name' }), 'KeyUpdated');
    expect(await remindersOf(credential)).toEqual(before);
  });

  it('cancels everything when the credential is revoked', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(credential);
    await hear(changed(credential, { revokedAt: new Date().toISOString() }), 'KeyDeleted');
    expect(await statesOf(credential)).toEqual(['7 CANCELLED', '1 CANCELLED']);
    await until(async () => (await alarmsOf(credential)).length === 0, { what: 'no alarm is left' });
  });

  it('comes to one plan whatever the order and repetition of the events', async () => {
    const first = aCredential({ expiration: expiresIn({ days: 30 }) });
    const second = changed(first, { expiration: expiresIn({ days: 40 }) });
    const third = changed(second, { expiration: expiresIn({ days: 50 }) });
    const [one, two, three] = [keyEventOf(first), keyEventOf(second, 'KeyUpdated'), keyEventOf(third, 'KeyUpdated')];
    await bench.publish(three, one, two, three, one);
    await until(() => heardVersion(third, 3), { what: 'the third version is heard' });
    const marker = aCredential();
    await hear(marker);
    const planned = (await remindersOf(first)).filter(({ state }) => state === 'PLANNED');
    expect(planned).toHaveLength(2);
    expect(await heardVersion(third, 3)).toBe(true);
  });

  it('sets the alarms again after Redis forgot everything', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(credential);
    await until(async () => (await alarmsOf(credential)).length === 2, { what: 'two alarms' });
    await bench.flushRedis();
    await bench.restart();
    await until(async () => (await alarmsOf(credential)).length === 2, { what: 'two alarms again' });
  });

  it('keeps alarms beyond the horizon out of Redis', async () => {
    const far = aCredential({ expiration: expiresIn({ days: 500 }) });
    await hear(far);
    const near = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(near);
    await until(async () => (await alarmsOf(near)).length === 2, { what: 'the near alarms are set' });
    expect(await alarmsOf(far)).toEqual([]);
    expect(await statesOf(far)).toEqual(['7 PLANNED', '1 PLANNED']);
  });
});
