import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { setupSystem, type System } from './system.setup.js';

let system: System;

beforeAll(async () => {
  system = await setupSystem();
});
afterAll(() => system.close());

/** Longer than a lease and a sweep together: what is lost by a crash is found again by then. */
const RECOVERY_MS = 45_000;

/** Waits for both messages about a key, and fails if there is one too many. */
async function expectOneOfEach(name: string): Promise<void> {
  await system.inbox.both(name, RECOVERY_MS);
  await until(async () => (await openDeliveries()) === 0, { what: 'everything is settled', withinMs: RECOVERY_MS });
  const channels = (await system.inbox.containing(name)).map(({ channel }) => channel).sort();
  expect(channels).toEqual(['email', 'slack']);
}

async function openDeliveries(): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM scheduler.deliveries WHERE state IN ('PENDING', 'SENDING')`;
  return (await system.query<{ count: number }>(sql))[0]?.count ?? -1;
}

async function planned(cid: string): Promise<boolean> {
  return (await system.query('SELECT FROM scheduler.reminders WHERE cid = $1', cid)).length > 0;
}

async function waitUntilDue(key: { readonly expirationDate: string }): Promise<void> {
  const due = Date.parse(key.expirationDate) - 7 * 86_400_000;
  await until(() => Date.now() > due + 200, { what: 'the reminder is due' });
}

describe('exactly one email and one Slack message', () => {
  it('after the scheduler was killed across the due time', async () => {
    const key = await system.issue('killed-scheduler', { days: 7, ms: 2_000 });
    await until(() => planned(key.cid), { what: 'the reminders are planned' });
    await system.crash('scheduler');
    await waitUntilDue(key);
    await system.start('scheduler');
    await expectOneOfEach('killed-scheduler');
  });

  it('after keys was killed between commit and publish', async () => {
    await system.redis.kill();
    const key = await system.issue('killed-keys', { days: 7, ms: 1_500 });
    await system.crash('keys');
    await waitUntilDue(key);
    await system.redis.restart();
    await system.start('keys');
    await expectOneOfEach('killed-keys');
  });

  it('after Redis was killed across the due time', async () => {
    const key = await system.issue('killed-redis', { days: 7, ms: 2_000 });
    await until(() => planned(key.cid), { what: 'the reminders are planned' });
    await system.redis.kill();
    await waitUntilDue(key);
    await system.redis.restart();
    await expectOneOfEach('killed-redis');
  });

  it('while the scheduler is killed again and again in the middle of sending', async () => {
    await system.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 3 }, slack: { fault: 'hang', times: 1 } });
    await system.issue('killed-sending', { days: 7, ms: 3_000 });
    for (let round = 0; round < 3; round += 1) {
      await until(async () => (await openDeliveries()) > 0, { what: 'a message is under way', withinMs: RECOVERY_MS });
      await system.crash('scheduler');
      await (await system.start('scheduler')).ready();
    }
    await system.inbox.faults({ email: null, slack: null });
    await expectOneOfEach('killed-sending');
  }, 180_000);

  it('when two schedulers share the work', async () => {
    const second = await system.startSecondScheduler();
    const names = Array.from({ length: 20 }, (_, index) => `shared-work-${String(index)}-`);
    for (const name of names) await system.issue(name, { days: 7, ms: 3_000 });
    for (const name of names) await system.inbox.both(name, RECOVERY_MS);
    for (const name of names) expect(await system.inbox.containing(name)).toHaveLength(2);
    expect(await second.kill()).toBe(0);
  });
});
