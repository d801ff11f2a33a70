import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(async () => {
  await log.close();
  await bench.close();
});

type Response = NonNullable<CredentialSnapshot['response']>;

const BY_ANN = 'by Ann (ann@curfew.localhost)';

/** The next version of a credential, whose reminder somebody has acknowledged, or snoozed until so many milliseconds from now. */
function responded(credential: CredentialSnapshot, snoozedForMs?: number, response: Partial<Response> = {}): CredentialSnapshot {
  const end = snoozedForMs === undefined ? null : new Date(Date.now() + snoozedForMs).toISOString();
  return changed(credential, {
    response: {
      kind: end === null ? 'ACKNOWLEDGED' : 'SNOOZED',
      by: { id: 'us0000000000000009', email: 'ann@curfew.localhost', name: 'Ann' },
      at: new Date().toISOString(),
      until: end,
      reason: 'renewing with vendor',
      expiresAt: credential.expiration?.expiresAt ?? '',
      leadDays: 7,
      ...response,
    },
  });
}

async function hear(
  credential: CredentialSnapshot,
  type: 'KeyCreated' | 'KeyUpdated' = 'KeyCreated',
): Promise<CredentialSnapshot> {
  await bench.publish(keyEventOf(credential, type));
  await ledger.heard(credential);
  return credential;
}

const remindersOf = async ({ cid }: CredentialSnapshot) => {
  const sql = `
    SELECT coalesce(lead_days::text, 'snoozed ' || snoozed_lead_days) || ' ' || state AS line, reason
    FROM scheduler.reminders WHERE cid = $1 ORDER BY id`;
  return bench.query<{ line: string; reason: string | null }>(sql, cid);
};
const linesOf = async (credential: CredentialSnapshot) => (await remindersOf(credential)).map(({ line }) => line);

/** Lets a planned reminder fall due, as time would. */
const fallDue = ({ cid }: CredentialSnapshot, where: string) =>
  bench.query(`UPDATE scheduler.reminders SET due_at = clock_timestamp() WHERE cid = $1 AND state = 'PLANNED' AND ${where}`, cid);

/** Waits until a reminder of a key of its own has come, before which everything due earlier has. */
async function everythingDueIsSent(): Promise<void> {
  const control = aCredential({ expiration: expiresIn({ days: 7, ms: 600 }) });
  await bench.publish(keyEventOf(control));
  await bench.inbox.both(control.name);
}

/** A key whose first reminder went out by Slack, and could not by email yet. */
async function halfTold(): Promise<CredentialSnapshot> {
  await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
  const key = await hear(aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) }));
  await ledger.until(key, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
  await ledger.until(key, { channel: 'SLACK', state: 'DELIVERED' });
  return key;
}

/** A key whose first reminder has arrived. */
async function told(): Promise<CredentialSnapshot> {
  const key = await hear(aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) }));
  for (const channel of ['EMAIL', 'SLACK'] as const) await ledger.until(key, { channel, state: 'DELIVERED' });
  return key;
}

const channelsOf = async ({ name }: CredentialSnapshot) =>
  (await bench.inbox.containing(name)).map(({ channel }) => channel).sort();

describe('a reminder that was acknowledged', () => {
  it('is not sent to whom it was not sent yet, saying who did it, and does not come back with a change of the name', async () => {
    const key = await halfTold();
    const known = await hear(responded(key), 'KeyUpdated');
    await hear(changed(known, { description: 'changed' }), 'KeyUpdated');
    expect(await ledger.until(key, { channel: 'EMAIL', state: 'CANCELLED' })).toMatchObject({ reason: `acknowledged ${BY_ANN}` });
    await ledger.hurry(key);
    await everythingDueIsSent();
    expect(await channelsOf(key)).toEqual(['slack']);
    expect(await ledger.until(key, { channel: 'SLACK', state: 'DELIVERED' })).toMatchObject({ reason: null });
  });

  it('is followed by the next lead time, whose messages say who acknowledged it, and why', async () => {
    const key = await hear(responded(await told()), 'KeyUpdated');
    expect(await linesOf(key)).toEqual(['7 FIRED', '1 PLANNED']);
    await fallDue(key, 'lead_days = 1');
    for (const channel of ['EMAIL', 'SLACK'] as const) await ledger.until(key, { channel, leadDays: 1, state: 'DELIVERED' });
    expect(await channelsOf(key)).toEqual(['email', 'email', 'slack', 'slack']);
    const saying = await bench.inbox.containing(`Acknowledged ${BY_ANN} on`);
    expect(
      saying
        .filter(({ raw }) => raw.includes(key.name))
        .map(({ channel }) => channel)
        .sort(),
    ).toEqual(['email', 'slack']);
  });

  it('in the middle of sending is not tried again', async () => {
    await bench.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 1 } });
    const key = await hear(aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) }));
    await ledger.until(key, { channel: 'EMAIL', state: 'SENDING' });
    await hear(responded(key), 'KeyUpdated');
    await ledger.until(key, { channel: 'EMAIL', state: 'PENDING' }, 30_000);
    await ledger.hurry(key);
    expect(await ledger.until(key, { channel: 'EMAIL', state: 'CANCELLED' })).toMatchObject({ reason: `acknowledged ${BY_ANN}` });
    expect(await channelsOf(key)).not.toContain('email');
  });

  it('leaves alone what has fallen due since: whoever acknowledged that of seven days knew nothing of it', async () => {
    const key = await told();
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    await fallDue(key, 'lead_days = 1');
    await ledger.until(key, { channel: 'EMAIL', leadDays: 1, state: 'PENDING', attempts: 1 });
    await hear(responded(key), 'KeyUpdated');
    await ledger.hurry(key);
    await ledger.until(key, { channel: 'EMAIL', leadDays: 1, state: 'DELIVERED' });
  });
});

describe('a reminder that was snoozed', () => {
  it('comes once more when the snooze ends and not before, says so, and tells other services nothing new', async () => {
    const key = await halfTold();
    const known = await hear(responded(key, 2_500), 'KeyUpdated');
    expect(await ledger.until(key, { channel: 'EMAIL', state: 'CANCELLED' })).toMatchObject({ reason: `snoozed ${BY_ANN}` });
    expect(await linesOf(key)).toEqual(['7 FIRED', '1 PLANNED', 'snoozed 7 PLANNED']);
    await ledger.hurry(key);
    const again = await until(async () => (await channelsOf(key)).length === 3 && bench.inbox.containing(key.name), {
      what: 'it comes',
    });
    const late = again.filter(({ receivedAt }) => receivedAt >= (known.response?.until ?? ''));
    expect(late.map(({ channel }) => channel).sort()).toEqual(['email', 'slack']);
    for (const { raw } of late) expect(raw).toContain('Snoozed by Ann');
    await everythingDueIsSent();
    expect([await channelsOf(key), await linesOf(key)]).toEqual([
      ['email', 'slack', 'slack'],
      ['7 FIRED', '1 PLANNED', 'snoozed 7 FIRED'],
    ]);
    expect(await bench.query(`SELECT FROM scheduler.outbox WHERE event->>'subject' = $1`, key.cid)).toHaveLength(1);
  });

  it('is one reminder with an alarm, however often and in whatever order it is heard of, and comes once', async () => {
    const key = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    const known = responded(key, 2_500);
    const [created, snoozed] = [keyEventOf(key), keyEventOf(known, 'KeyUpdated')];
    await bench.publish(snoozed, created, snoozed, keyEventOf(known, 'KeyUpdated'), created, snoozed);
    await ledger.heard(known);
    expect(await linesOf(key)).toEqual(['7 PLANNED', '1 PLANNED', 'snoozed 7 PLANNED']);
    const armed = `SELECT FROM scheduler.reminders WHERE cid = $1 AND snoozed_until IS NOT NULL AND alarm_epoch IS NOT NULL`;
    await until(async () => (await bench.query(armed, key.cid)).length === 1, { what: 'it has an alarm' });
    await bench.inbox.both(key.name);
    await everythingDueIsSent();
    expect(await channelsOf(key)).toEqual(['email', 'slack']);
    expect((await ledger.of(key)).map(({ state }) => state).sort()).toEqual(['CANCELLED', 'CANCELLED', 'DELIVERED', 'DELIVERED']);
  });

  it('for longer than until the next lead time is superseded by that, also when it is heard of later', async () => {
    const [early, late] = [await told(), await told()];
    await hear(responded(early, 3_600_000), 'KeyUpdated');
    for (const key of [early, late]) await fallDue(key, 'lead_days = 1');
    for (const key of [early, late]) await ledger.until(key, { channel: 'SLACK', leadDays: 1, state: 'DELIVERED' });
    await hear(responded(late, 3_600_000), 'KeyUpdated');
    for (const key of [early, late]) expect(await linesOf(key)).toEqual(['7 FIRED', '1 FIRED', 'snoozed 7 SUPERSEDED']);
  });

  it('whose messages wait is superseded by the next lead time, too', async () => {
    const key = await hear(responded(await told(), 3_600_000), 'KeyUpdated');
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    await fallDue(key, 'snoozed_until IS NOT NULL');
    const waits = async () => (await ledger.of(key)).map(({ state, attempts }) => `${state} ${String(attempts)}`);
    const others = ['DELIVERED 1', 'DELIVERED 1', 'DELIVERED 1'];
    await until(async () => (await waits()).sort().join() === [...others, 'PENDING 1'].join(), { what: 'it waits' });
    await fallDue(key, 'lead_days = 1');
    await ledger.until(key, { channel: 'EMAIL', leadDays: 1, state: 'DELIVERED' });
    await ledger.until(key, { channel: 'SLACK', leadDays: 1, state: 'DELIVERED' });
    expect((await ledger.of(key)).map(({ state }) => state).filter((state) => state !== 'DELIVERED')).toEqual(['SUPERSEDED']);
  });

  it('can be acknowledged, and snoozed until then again: planned once, and cancelled by name', async () => {
    const snoozed = await hear(responded(await told(), 3_600_000), 'KeyUpdated');
    const known = await hear(responded(snoozed), 'KeyUpdated');
    expect((await remindersOf(known)).at(-1)).toEqual({ line: 'snoozed 7 CANCELLED', reason: `acknowledged ${BY_ANN}` });
    const again = await hear(changed(known, { response: snoozed.response }), 'KeyUpdated');
    expect(await linesOf(again)).toEqual(['7 FIRED', '1 PLANNED', 'snoozed 7 PLANNED']);
    await hear(responded(again, 7_200_000), 'KeyUpdated');
    expect(await linesOf(again)).toEqual(['7 FIRED', '1 PLANNED', 'snoozed 7 CANCELLED', 'snoozed 7 PLANNED']);
  });

  it('is void once the key is rotated or revoked or its expiry moves, and does not come back when that moves back', async () => {
    const keys = [await told(), await told(), await told()] as const;
    const snoozed = [];
    for (const key of keys) snoozed.push(await hear(responded(key, 3_600_000), 'KeyUpdated'));
    const [rotated, revoked, moved] = snoozed.map((key) => changed(key, { response: undefined })) as [Moved, Moved, Moved];
    await hear({ ...rotated, replacedBy: 'ak0000000000000000' }, 'KeyUpdated');
    await hear({ ...revoked, revokedAt: new Date().toISOString() }, 'KeyUpdated');
    await hear({ ...moved, expiration: expiresIn({ days: 60 }) }, 'KeyUpdated');
    for (const key of keys) expect(await linesOf(key)).toEqual(expect.arrayContaining(['snoozed 7 CANCELLED']));
    await hear({ ...moved, version: moved.version + 1 }, 'KeyUpdated');
    expect((await linesOf(moved)).filter((line) => line.startsWith('snoozed'))).toEqual(['snoozed 7 CANCELLED']);
  });

  it('is void when its expiry moved and moved back, though nothing was heard of that', async () => {
    const snoozed = await hear(responded(await told(), 3_600_000), 'KeyUpdated');
    await hear({ ...snoozed, version: snoozed.version + 2, response: undefined }, 'KeyUpdated');
    expect((await remindersOf(snoozed)).at(-1)).toEqual({ line: 'snoozed 7 CANCELLED', reason: 'it is snoozed no longer' });
  });
});

type Moved = CredentialSnapshot;

describe('reminders.due', () => {
  const due = ({ workspaceId, cid }: CredentialSnapshot) => log.bus.ask('reminders.due', { workspaceId, cid });

  it('is the most urgent one that has fallen due of the expiry that is true, a snoozed one by its lead time; else none', async () => {
    const key = await hear(aCredential({ expiration: expiresIn({ days: 30 }) }));
    expect(await due(key)).toBeNull();
    const first = await told();
    const answer = { leadDays: 7, expiresAt: first.expiration?.expiresAt };
    expect(await due(first)).toEqual(answer);
    const snoozed = await hear(responded(first, 3_600_000), 'KeyUpdated');
    await fallDue(snoozed, 'snoozed_until IS NOT NULL');
    await until(async () => (await linesOf(snoozed)).includes('snoozed 7 FIRED'), { what: 'it falls due' });
    expect(await due(snoozed)).toEqual(answer);
    await fallDue(snoozed, 'lead_days = 1');
    await ledger.until(snoozed, { channel: 'SLACK', leadDays: 1, state: 'DELIVERED' });
    expect(await due(snoozed)).toEqual({ ...answer, leadDays: 1 });
    expect(await due({ ...snoozed, workspaceId: 'ws0000000000000002' })).toBeNull();
    await hear(changed(snoozed, { expiration: expiresIn({ days: 60 }), response: undefined }), 'KeyUpdated');
    expect(await due(snoozed)).toBeNull();
  });
});
