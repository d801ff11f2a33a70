import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { aCredential, expiresIn, keyEventOf, settingsEventOf, someSettings } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  ledger = new Ledger(bench);
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(() => bench.close());

const SWEPT = 'curfew:scheduler:swept';

/** Until when the database says that it does not know what was sent. */
async function inDoubtUntil(): Promise<Date | null> {
  const sql = 'SELECT in_doubt_until AS until FROM scheduler.sweeps';
  return (await bench.query<{ until: Date | null }>(sql))[0]?.until ?? null;
}

/** Has Redis remember a sweep more than the database has seen: so it is after a restore. */
async function restore(): Promise<Date> {
  const before = await inDoubtUntil();
  const sql = 'SELECT number, clock_timestamp() AS at FROM scheduler.sweeps';
  const [now] = await bench.query<{ number: string; at: Date }>(sql);
  await bench.redis.hset(SWEPT, { number: Number(now?.number) + 100, at: now?.at.toISOString() ?? '' });
  const noticed = async () => {
    const doubt = await inDoubtUntil();
    return doubt?.getTime() !== before?.getTime() && doubt;
  };
  return until(noticed, { what: 'it is noticed' });
}

const dueIn = (ms: number) => aCredential({ expiration: expiresIn({ days: 7, ms }) });
const statesOf = async (credential: CredentialSnapshot) => (await ledger.of(credential)).map(({ state }) => state);

describe('after the database was restored from a backup', () => {
  it('what waited and what is found late is unconfirmed and not sent, and what is due later is', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    const waits = dueIn(300);
    await bench.publish(keyEventOf(waits));
    await ledger.until(waits, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
    await ledger.until(waits, { channel: 'SLACK', state: 'DELIVERED' });
    await bench.query(`UPDATE scheduler.deliveries SET next_at = now() + interval '2 seconds' WHERE state = 'PENDING'`);
    const doubtUntil = await restore();
    expect(doubtUntil.getTime()).toBeLessThan(Date.now() + 4_000);
    await ledger.until(waits, { channel: 'EMAIL', state: 'UNCONFIRMED' });
    const setAt = new Date(Date.now() - 86_400_000);
    const late = aCredential({ expiration: expiresIn({ days: 7, ms: -2_000, setAt }) });
    const later = dueIn(6_000);
    await bench.publish(keyEventOf(late), keyEventOf(later));
    await ledger.until(late, { channel: 'SLACK', state: 'UNCONFIRMED' });
    await bench.inbox.both(later.name);
    expect(await statesOf(late)).toEqual(['UNCONFIRMED', 'UNCONFIRMED']);
    expect((await ledger.of(late))[0]?.reason).toContain('restored from a backup');
    expect(await bench.inbox.containing(late.name)).toEqual([]);
    expect((await bench.inbox.containing(waits.name)).map(({ channel }) => channel)).toEqual(['slack']);
  });

  it('webhooks are posted to all the same: one that comes again has the same id', async () => {
    const workspaceId = randomId('ws');
    const webhook = { id: randomId('wh'), url: 'https://hooks.invalid/', secretVersion: 1, previousSecretUntil: null };
    await bench.publish(settingsEventOf(someSettings({ workspaceId, webhooks: [webhook] })));
    await restore();
    const setAt = new Date(Date.now() - 86_400_000);
    const late = aCredential({ workspaceId, expiration: expiresIn({ days: 7, ms: -2_000, setAt }) });
    await bench.publish(keyEventOf(late));
    await ledger.until(late, { channel: 'EMAIL', state: 'UNCONFIRMED' });
    const posted = (await ledger.of(late)).filter(({ channel }) => channel === 'WEBHOOK').map(({ state }) => state);
    expect(['PENDING', 'SENDING']).toContain(posted.join());
  });

  it('is noticed once, and not of a database that is as it was', async () => {
    const before = await inDoubtUntil();
    const remembered = async () => Number((await bench.redis.hget(SWEPT, 'number')) ?? 0);
    const last = await remembered();
    await until(async () => (await remembered()) > last + 1, { what: 'Redis remembers newer sweeps' });
    await bench.restart();
    await until(async () => (await remembered()) > last + 3, { what: 'and those of the next process' });
    expect(await inDoubtUntil()).toEqual(before);
  });
});

describe('npm run restored', () => {
  const run = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, ['tools/curfew.mjs', 'restored', ...args], {
      env: { DATABASE_URL: bench.databaseUrl },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => error as { readonly code: number; readonly stdout: string; readonly stderr: string },
    );

  it('puts in doubt what was due until an instant that is past, and nothing that is to come', async () => {
    const at = new Date().toISOString();
    expect(await run('--until', at)).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(`until ${at}: 0 deliveries`),
    });
    const refused = await run('--until', '2999-01-01T00:00:00Z');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Nothing was done: --until is in the future/) });
    expect((await inDoubtUntil())?.toISOString()).toBe(at);
  });
});
