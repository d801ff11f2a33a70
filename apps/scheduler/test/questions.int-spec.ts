import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, changed, expiresIn, keyEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { LogBench } from './log.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;
let log: LogBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  [ledger, log] = [new Ledger(bench), await LogBench.on(bench)];
});
afterAll(async () => {
  await log.close();
  await bench.close();
});

const next = (...cids: readonly string[]) => log.bus.ask('reminders.next', { cids: [...cids] });

async function hear(credential: CredentialSnapshot, type: 'KeyCreated' | 'KeyUpdated' = 'KeyCreated'): Promise<void> {
  await bench.publish(keyEventOf(credential, type));
  await ledger.heard(credential);
}

async function dueOf({ cid }: CredentialSnapshot, leadDays: number): Promise<string | undefined> {
  const sql = 'SELECT due_at FROM scheduler.reminders WHERE cid = $1 AND lead_days = $2';
  return (await bench.query<{ due_at: Date }>(sql, cid, leadDays))[0]?.due_at.toISOString();
}

describe('reminders.next', () => {
  it('is the first reminder to come of each credential, whatever its kind; one without has no entry', async () => {
    const key = aCredential({ expiration: expiresIn({ days: 30 }) });
    const token = aCredential({ kind: 'personalToken', cid: 'pt0000000000000001', expiration: expiresIn({ days: 5 }) });
    const secret = aCredential({ kind: 'secret', cid: 'se0000000000000001', last4: null, tag: 'db', roles: [] });
    for (const credential of [key, token, secret]) await hear(credential);
    const answer = await next(key.cid, token.cid, secret.cid, 'ak0000000000000000');
    expect(answer).toEqual({ [key.cid]: await dueOf(key, 7), [token.cid]: await dueOf(token, 1) });
  });

  it('follows the expiry, and is none of a key that has a successor', async () => {
    const key = aCredential({ expiration: expiresIn({ days: 30 }) });
    const moved = changed(key, { expiration: expiresIn({ days: 60 }) });
    await hear(key);
    const before = (await next(key.cid))[key.cid];
    await hear(moved, 'KeyUpdated');
    expect((await next(key.cid))[key.cid]).not.toBe(before);
    await hear(changed(moved, { replacedBy: 'ak0000000000000000' }), 'KeyUpdated');
    expect(await next(key.cid)).toEqual({});
  });

  it('is the one after that which has fallen due, though its message may still wait', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    const key = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    await hear(key);
    await ledger.until(key, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
    expect(await next(key.cid)).toEqual({ [key.cid]: await dueOf(key, 1) });
  });

  it('takes a thousand ids at once, and what never was one for unknown', async () => {
    const key = aCredential({ expiration: expiresIn({ days: 30 }) });
    await hear(key);
    const noise = ['', 'x', '\u0000', 'ak', `ak${'0'.repeat(17)}`, ...Array.from({ length: 994 }, () => aCredential().cid)];
    expect(Object.keys(await next(key.cid, ...noise))).toEqual([key.cid]);
  });
});

describe('a bad question', () => {
  it.each([
    ['reminders.next', { cids: [1] }],
    ['reminders.next', { cids: Array.from({ length: 1_001 }, () => 'ak0000000000000000') }],
    ['notifications.logs', { workspaceId: 'ws1' }],
    ['notifications.logs', { workspaceId: 'ws1', page: 0, pageSize: 1_001, orderBy: 'DATE_CREATED_ASC' }],
    ['notifications.logs', { workspaceId: 'ws1', page: 0, pageSize: 1, orderBy: 'id; DROP TABLE scheduler.deliveries' }],
  ] as const)('%s %# is refused at once', async (pattern, question) => {
    await expect(log.bus.ask(pattern, question as never)).rejects.toMatchObject({
      internal: expect.stringContaining('breaks its contract'),
    });
  });
});

describe('the scheduler', () => {
  it('answers again when Redis has been away', async () => {
    await bench.redisServer.restart();
    await until(() => next().catch(() => undefined), { what: 'the bus is answered again', withinMs: 20_000 });
  });
});
