import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, changed, expiresIn, keyEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

interface DeliveryRow {
  readonly channel: 'EMAIL' | 'SLACK';
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly waits: number;
  readonly resent: boolean;
}

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler();
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(() => bench.close());

/** A credential whose seven-day reminder is due in so many milliseconds. */
function dueIn(ms: number, overrides: Partial<CredentialSnapshot> = {}): CredentialSnapshot {
  return aCredential({ expiration: expiresIn({ days: 7, ms }), ...overrides });
}

function deliveriesOf({ cid }: CredentialSnapshot): Promise<DeliveryRow[]> {
  const sql = `
    SELECT d.channel, d.state, d.reason, d.attempts, coalesce(m.resent, false) AS resent,
           extract(epoch FROM d.next_at - clock_timestamp())::float AS waits
    FROM scheduler.deliveries d LEFT JOIN scheduler.messages m ON m.id = d.message_id WHERE d.cid = $1 ORDER BY d.channel`;
  return bench.query(sql, cid);
}

/** Lets the first reminders of credentials fall due together, once all of them are planned: whoever is heard of later is told of later. */
async function fallsDue(credentials: readonly CredentialSnapshot[]): Promise<void> {
  const cids = credentials.map(({ cid }) => cid);
  const planned = `SELECT FROM scheduler.reminders WHERE cid = ANY ($1) AND lead_days = 7 AND state = 'PLANNED'`;
  await until(async () => (await bench.query(planned, cids)).length === credentials.length, {
    what: 'all reminders are planned',
    withinMs: 90_000,
  });
  await bench.query(`UPDATE scheduler.reminders SET due_at = now() WHERE cid = ANY ($1) AND lead_days = 7`, cids);
  await bench.restart();
}

/** Waits until the delivery on one channel is in a state, and answers it. */
function settled(credential: CredentialSnapshot, channel: 'EMAIL' | 'SLACK', state: string): Promise<DeliveryRow> {
  return until(async () => (await deliveriesOf(credential)).find((row) => row.channel === channel && row.state === state), {
    what: `${channel} of ${credential.cid} becomes ${state}`,
    withinMs: 20_000,
  });
}

/** Lets what waits for its next try wait no longer. */
async function dontWait({ cid }: CredentialSnapshot): Promise<void> {
  await bench.query(`UPDATE scheduler.deliveries SET next_at = clock_timestamp() WHERE cid = $1 AND state = 'PENDING'`, cid);
  await bench.restart();
}

describe('a reminder', () => {
  it('arrives once by email and once by Slack, naming the key, its last four and its date, and never early', async () => {
    const credential = dueIn(1_500, { last4: 'Zq9K' });
    const due = Date.parse(credential.expiration?.expiresAt ?? '') - 7 * 86_400_000;
    await bench.publish(keyEventOf(credential));
    const messages = await bench.inbox.both(credential.name);
    expect(messages.map(({ channel, to }) => [channel, to]).sort()).toEqual([
      ['email', 'ada@curfew.localhost'],
      ['slack', '#api-keys'],
    ]);
    for (const message of messages) {
      expect(message.raw).toContain('Zq9K');
      expect(Date.parse(message.receivedAt)).toBeGreaterThanOrEqual(due);
    }
    expect(messages.find(({ channel }) => channel === 'email')?.subject).toMatch(/expires on \d+ \w+ \d{4} \(in 7 days\)/);
  });

  it('arrives on time although Redis has forgotten its alarm', async () => {
    const credential = dueIn(1_500);
    await bench.publish(keyEventOf(credential));
    await until(async () => (await bench.query('SELECT FROM scheduler.reminders WHERE cid = $1', credential.cid)).length === 2, {
      what: 'the reminders are planned',
    });
    await bench.flushRedis();
    await bench.inbox.both(credential.name, 8_000);
  });

  it('is one message for a recipient, however many keys expire together', async () => {
    const { expiration } = dueIn(3_600_000);
    const owner = { id: 'us0000000000000002', email: 'herd@curfew.localhost', name: 'Herd' };
    const herd = Array.from({ length: 500 }, (_, index) => aCredential({ name: `herd-${String(index)}`, owner, expiration }));
    await bench.publish(...herd.map((credential) => keyEventOf(credential)));
    await fallsDue(herd);
    const messages = await bench.inbox.both('herd-', 30_000);
    expect(messages).toHaveLength(2);
    expect(messages.map(({ text }) => text).join()).toContain('480 more');
  }, 150_000);

  it('is not sent at the old time once the expiry has moved, nor for a revoked credential', async () => {
    const [moved, revoked, control] = [dueIn(1_200), dueIn(1_200), dueIn(1_300)];
    await bench.publish(keyEventOf(moved), keyEventOf(revoked), keyEventOf(control));
    await bench.publish(
      keyEventOf(changed(moved, { expiration: expiresIn({ days: 30 }) }), 'KeyUpdated'),
      keyEventOf(changed(revoked, { revokedAt: new Date().toISOString() }), 'KeyDeleted'),
    );
    await bench.inbox.both(control.name);
    expect(await bench.inbox.containing(moved.name)).toEqual([]);
    expect(await bench.inbox.containing(revoked.name)).toEqual([]);
  });

  it('is sent late rather than not at all, if its event arrives after it was due', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 7, ms: -60_000, setAt: new Date(Date.now() - 120_000) }) });
    await bench.publish(keyEventOf(credential));
    await bench.inbox.both(credential.name);
  });

  it('is the most urgent one only, when several are due at once', async () => {
    const setAt = new Date(Date.now() - 20 * 86_400_000);
    const credential = aCredential({ expiration: expiresIn({ days: 0, ms: 3_600_000, setAt }) });
    await bench.publish(keyEventOf(credential));
    await bench.inbox.both(credential.name);
    const states = await bench.query<{ lead_days: number; state: string }>(
      'SELECT lead_days, state FROM scheduler.reminders WHERE cid = $1 ORDER BY lead_days',
      credential.cid,
    );
    expect(states).toEqual([
      { lead_days: 1, state: 'FIRED' },
      { lead_days: 7, state: 'SUPERSEDED' },
    ]);
  });

  it('says that the credential has expired, once, if that is so by then', async () => {
    const setAt = new Date(Date.now() - 20 * 86_400_000);
    const credential = aCredential({ expiration: expiresIn({ days: 0, ms: -60_000, setAt }) });
    await bench.publish(keyEventOf(credential));
    const messages = await bench.inbox.both(credential.name);
    expect(messages).toHaveLength(2);
    expect(messages.find(({ channel }) => channel === 'email')?.subject).toContain('has expired');
  });
});

describe('a provider that fails', () => {
  it('is tried again after a minute when it said "later"', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    const credential = dueIn(500);
    await bench.publish(keyEventOf(credential));
    const waiting = await until(
      async () => (await deliveriesOf(credential)).find(({ channel, attempts }) => channel === 'EMAIL' && attempts === 1),
      { what: 'one attempt has failed' },
    );
    expect(waiting).toMatchObject({ state: 'PENDING' });
    expect(waiting.waits).toBeGreaterThan(50);
    await dontWait(credential);
    expect(await settled(credential, 'EMAIL', 'DELIVERED')).toMatchObject({ attempts: 2, resent: false });
  });

  it('ends the delivery when it refused the recipient, and the other channel goes on', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 550, times: 1 } });
    const credential = dueIn(500);
    await bench.publish(keyEventOf(credential));
    expect((await settled(credential, 'EMAIL', 'FAILED')).reason).toContain('550');
    await settled(credential, 'SLACK', 'DELIVERED');
  });

  it('is not sent the message twice when Slack took it and the answer was lost', async () => {
    await bench.inbox.faults({ slack: { fault: 'dropAfterAcceptance', times: 1 } });
    const credential = dueIn(500);
    await bench.publish(keyEventOf(credential));
    await settled(credential, 'SLACK', 'DELIVERED');
    expect((await bench.inbox.containing(credential.name)).filter(({ channel }) => channel === 'slack')).toHaveLength(1);
  });

  it('gets an email once more under the same id, and flagged, when its answer was lost', async () => {
    await bench.inbox.faults({ email: { fault: 'dropAfterAcceptance', times: 1 } });
    const credential = dueIn(500);
    await bench.publish(keyEventOf(credential));
    const delivered = await settled(credential, 'EMAIL', 'DELIVERED');
    expect(delivered).toMatchObject({ resent: true });
    expect(delivered.reason).toContain('may have arrived twice');
    const emails = (await bench.inbox.containing(credential.name)).filter(({ channel }) => channel === 'email');
    expect(new Set(emails.map(({ headers }) => headers?.['message-id'])).size).toBe(1);
    expect(emails).toHaveLength(2);
  });

  it('costs no attempt and rests the channel when our own token is refused', async () => {
    await bench.inbox.faults({ slack: { fault: 'error', error: 'invalid_auth' } });
    const credential = dueIn(500);
    await bench.publish(keyEventOf(credential));
    const waiting = await until(
      async () => (await deliveriesOf(credential)).find(({ channel, reason }) => channel === 'SLACK' && reason !== null),
      { what: 'Slack has refused our token' },
    );
    expect(waiting).toMatchObject({ state: 'PENDING', attempts: 0 });
    await bench.inbox.faults({ slack: null });
    await dontWait(credential);
    await settled(credential, 'SLACK', 'DELIVERED');
  });

  it('that asks for a pause gets it', async () => {
    await bench.inbox.faults({ slack: { fault: 'rateLimit', retryAfter: '2', times: 1 } });
    const credential = dueIn(500);
    await bench.publish(keyEventOf(credential));
    expect(await settled(credential, 'SLACK', 'DELIVERED')).toMatchObject({ attempts: 1 });
  });
});
