import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot, NotificationSettingsSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { signatureFits, signingSecret } from '#libs/webhooks';
import { aCredential, changed, expiresIn, keyEventOf, settingsEventOf, someSettings } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { LogBench } from './log.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';
import { WebhookReceiver, type Reaction, type Received } from './webhook-receiver.setup.js';

const NOTHING: Received = { body: '', path: '', headers: {}, taken: false };

type Webhook = NonNullable<NotificationSettingsSnapshot['webhooks']>[number];

let bench: SchedulerBench;
let ledger: Ledger;
let receiver: WebhookReceiver;
let log: LogBench;
let workspaceId: string;
let version: number;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  bench = await setupScheduler({ WEBHOOKS_ALLOW_PRIVATE: 'true', SWEEP_INTERVAL_SECONDS: '1' });
  ledger = new Ledger(bench);
  log = await LogBench.on(bench);
});
afterAll(async () => {
  await log.close();
  await bench.close();
  await receiver.close();
});
beforeEach(() => {
  workspaceId = randomId('ws');
  version = 0;
});

/** An endpoint of its own, that does so. */
function endpoint(...reactions: readonly Reaction[]): Webhook {
  const id = randomId('wh');
  receiver.does(`/${id}`, ...reactions);
  return { id, url: receiver.urlOf(`/${id}`), secretVersion: 1, previousSecretUntil: null };
}

/** Publishes settings, and waits until they are heard. */
async function settle(settings: Partial<NotificationSettingsSnapshot>): Promise<void> {
  version += 1;
  await bench.publish(settingsEventOf(someSettings({ workspaceId, version, ...settings })));
  const sql = 'SELECT FROM scheduler.notification_settings WHERE workspace_id = $1 AND version = $2 AND replan_after IS NULL';
  await until(async () => (await bench.query(sql, workspaceId, version)).length > 0, { what: 'the settings hold' });
}

/** A credential whose reminder falls due at once. */
async function falls(overrides: Partial<CredentialSnapshot> = {}): Promise<CredentialSnapshot> {
  const credential = aCredential({ workspaceId, expiration: expiresIn({ days: 7, ms: 300 }), ...overrides });
  await bench.publish(keyEventOf(credential));
  return credential;
}

const posted = { channel: 'WEBHOOK' as const };
/** Lets whatever waits, for its next try or for its endpoint, wait no longer. */
async function hurry(credential: CredentialSnapshot): Promise<void> {
  await bench.query('UPDATE scheduler.turns SET free_at = clock_timestamp()');
  await bench.query(
    `UPDATE scheduler.messages SET lease_until = clock_timestamp() WHERE state = 'SENDING' AND reason IS NOT NULL AND NOT resent`,
  );
  await ledger.hurry(credential);
}
const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body) as { type: string; timestamp: string; data: object };

describe('a reminder', () => {
  it('is posted to each webhook of its workspace by itself, signed, with what the event carries', async () => {
    const [one, other] = [endpoint(), endpoint()];
    await settle({ webhooks: [one, other] });
    const credentials = [await falls({ last4: 'Zq9K' }), await falls()];
    for (const credential of credentials) {
      const posts = await receiver.arrived(credential, 2);
      expect(posts.map(({ path }) => path).sort()).toEqual([`/${one.id}`, `/${other.id}`].sort());
      expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
      const { body, path, headers } = posts[0] ?? NOTHING;
      const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = headers;
      const secret = signingSecret(Buffer.alloc(32, 3), { endpointId: path.slice(1), version: 1 });
      expect(signatureFits({ id, timestamp, body, signature }, secret)).toBe(true);
      const { expiration } = credential;
      expect(bodyOf({ body })).toMatchObject({
        type: 'credential.expiring',
        data: { ...credential, expiresAt: expiration?.expiresAt, leadDays: 7 },
      });
      await ledger.until(credential, { ...posted, state: 'DELIVERED', reason: null });
    }
  });

  it('of what has expired says so', async () => {
    await settle({ webhooks: [endpoint()] });
    const setAt = new Date(Date.now() - 20 * 86_400_000);
    const credential = await falls({ expiration: expiresIn({ days: 0, ms: -60_000, setAt }) });
    const [post] = await receiver.arrived(credential);
    const expiresAt = credential.expiration?.expiresAt;
    expect(post && bodyOf(post)).toMatchObject({ type: 'credential.expired', timestamp: expiresAt, data: { expiresAt } });
    expect(post && bodyOf(post).data).not.toHaveProperty('leadDays');
  });

  it('that somebody snoozed is posted all the same, and not once more when it comes again', async () => {
    await settle({ webhooks: [endpoint({ status: 503 }, { status: 204 })] });
    const credential = await falls();
    await ledger.until(credential, { ...posted, state: 'PENDING', attempts: 1 });
    const soon = new Date(Date.now() + 2_000).toISOString();
    const by = { id: 'us0000000000000009', email: 'ann@curfew.localhost', name: 'Ann' };
    const expiresAt = credential.expiration?.expiresAt ?? '';
    const response = {
      kind: 'SNOOZED' as const,
      by,
      at: new Date().toISOString(),
      until: soon,
      reason: null,
      expiresAt,
      leadDays: 7,
    };
    await bench.publish(keyEventOf(changed(credential, { response }), 'KeyUpdated'));
    const emails = async () => (await ledger.of(credential)).filter(({ channel }) => channel === 'EMAIL');
    await until(async () => (await emails()).length === 2, { what: 'the snoozed reminder comes', withinMs: 20_000 });
    await hurry(credential);
    await ledger.until(credential, { ...posted, state: 'DELIVERED' });
    expect((await ledger.of(credential)).filter(({ channel }) => channel === 'WEBHOOK')).toHaveLength(1);
  });

  it('goes to no webhook of another workspace', async () => {
    await settle({ webhooks: [endpoint()] });
    const theirs = await falls({ workspaceId: randomId('ws') });
    await receiver.arrived(await falls());
    await ledger.until(theirs, { channel: 'EMAIL', state: 'DELIVERED' });
    expect([receiver.about(theirs), (await ledger.of(theirs)).filter(({ channel }) => channel === 'WEBHOOK')]).toEqual([[], []]);
  });

  it('is posted until it is taken, always under one id', async () => {
    await settle({ webhooks: [endpoint({ status: 500 }, { status: 302 }, { status: 204 })] });
    const credential = await falls();
    for (const attempts of [1, 2]) {
      await ledger.until(credential, { ...posted, state: 'PENDING', attempts });
      await hurry(credential);
    }
    const { reason } = await ledger.until(credential, { ...posted, state: 'DELIVERED', attempts: 3 });
    const posts = receiver.about(credential);
    expect([posts.length, new Set(posts.map(({ headers }) => headers['webhook-id'])).size, reason]).toEqual([3, 1, null]);
  });

  it('is posted never again to an endpoint that says that it is gone', async () => {
    await settle({ webhooks: [endpoint({ status: 410 })] });
    const credential = await falls();
    expect((await ledger.until(credential, { ...posted, state: 'FAILED' })).reason).toContain('410');
  });

  it('whose answer is lost is posted again under the same id, and flagged', async () => {
    await settle({ webhooks: [endpoint('dropAfter', 'dropAfter', { status: 200 })] });
    const credential = await falls();
    for (const count of [1, 2]) {
      await receiver.arrived(credential, count);
      const sql = `SELECT FROM scheduler.messages m JOIN scheduler.deliveries d ON d.message_id = m.id
        WHERE d.cid = $1 AND d.channel = 'WEBHOOK' AND m.reason IS NOT NULL AND NOT m.resent`;
      await until(async () => (await bench.query(sql, credential.cid)).length === 1, { what: 'its answer is missed' });
      await hurry(credential);
    }
    const delivered = await ledger.until(credential, { ...posted, state: 'DELIVERED', resent: true });
    expect(delivered.reason).toContain('sent twice');
    const posts = receiver.about(credential);
    expect([posts.length, new Set(posts.map(({ headers }) => headers['webhook-id'])).size]).toEqual([3, 1]);
  });

  it('is signed with both secrets while one takes the place of the other', async () => {
    const webhook = { ...endpoint(), secretVersion: 2, previousSecretUntil: new Date(Date.now() + 3_600_000).toISOString() };
    await settle({ webhooks: [webhook] });
    const [post] = await receiver.arrived(await falls());
    expect(post?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });
});

describe('an endpoint', () => {
  it('that hangs, or fails, holds up no other', async () => {
    const [hanging, failing, good] = [endpoint('hang'), endpoint({ status: 500 }), endpoint()];
    await settle({ webhooks: [hanging, failing, good] });
    const credentials = [];
    for (let count = 0; count < 10; count += 1) credentials.push(await falls());
    for (const credential of credentials)
      await until(() => Promise.resolve(receiver.about(credential).some(({ path }) => path === `/${good.id}`)), {
        what: `the good endpoint has ${credential.name}`,
        withinMs: 10_000,
      });
    const tries = ({ id }: Webhook) => receiver.received.filter(({ path }) => path === `/${id}`).length;
    // Ten wait for each; were it not for the pauses, the failing one would have been tried for all of them by now.
    for (const bad of [hanging, failing]) expect(tries(bad)).toBeLessThan(5);
    for (const { id } of [hanging, failing, good]) expect(receiver.busy.get(`/${id}`)?.most).toBe(1);
    receiver.does(`/${hanging.id}`, { status: 204 });
  });

  it('that says when to come back is left alone until then, at no cost, and alone', async () => {
    const [busy, good] = [endpoint({ status: 429, headers: { 'retry-after': '600' } }, { status: 204 }), endpoint()];
    await settle({ webhooks: [busy, good] });
    const credential = await falls();
    const sql = `
      SELECT d.attempts FROM scheduler.deliveries d JOIN scheduler.turns t USING (channel, recipient)
      WHERE d.recipient = $1 AND d.state = 'PENDING' AND t.free_at > clock_timestamp() + interval '500 seconds'
        AND d.next_at > clock_timestamp() + interval '500 seconds'`;
    const [row] = await until(
      async () => {
        const rows = await bench.query<{ attempts: number }>(sql, busy.id);
        return rows.length === 1 && rows;
      },
      { what: `${credential.name} waits for ten minutes` },
    );
    expect(row?.attempts).toBe(0);
    await ledger.hurry(credential);
    const isFine = async () => (await bench.get('/metrics')).body.includes('curfew_reminders_overdue{service="scheduler"} 0');
    await until(isFine, { what: 'what waits for an endpoint is not called overdue' });
    const another = await falls();
    await until(() => Promise.resolve(receiver.about(another).some(({ path }) => path === `/${good.id}`)), {
      what: 'the good one has it',
    });
    expect(receiver.about(another).some(({ path }) => path === `/${busy.id}`)).toBe(false);
  });

  it('that was deleted is sent nothing more, and what waited for it is cancelled', async () => {
    const [deleted, kept] = [endpoint({ status: 500 }), endpoint()];
    await settle({ webhooks: [deleted, kept] });
    const credential = await falls();
    await ledger.until(credential, { ...posted, state: 'PENDING', attempts: 1 });
    await settle({ webhooks: [kept] });
    expect(await ledger.until(credential, { ...posted, state: 'CANCELLED' })).toMatchObject({
      reason: 'the webhook was deleted',
    });
    await hurry(credential);
    await receiver.arrived(await falls());
    expect(receiver.received.filter(({ path }) => path === `/${deleted.id}`)).toHaveLength(1);
  });

  it('that was deleted stays so when a credential comes back to an expiry that it had', async () => {
    const deleted = endpoint({ status: 500 });
    await settle({ webhooks: [deleted] });
    const credential = await falls();
    await ledger.until(credential, { ...posted, state: 'PENDING', attempts: 1 });
    await settle({ webhooks: [] });
    const moved = changed(credential, { expiration: expiresIn({ days: 30 }) });
    const back = changed(moved, { expiration: credential.expiration });
    await bench.publish(keyEventOf(moved, 'KeyUpdated'), keyEventOf(back, 'KeyUpdated'));
    await ledger.heard(back);
    expect(await ledger.until(credential, { ...posted })).toMatchObject({ state: 'CANCELLED' });
  });

  it('is forgotten by no event of before there were any', async () => {
    const webhook = endpoint();
    await settle({ webhooks: [webhook] });
    await settle({ emails: ['ops@example.com'] });
    await receiver.arrived(await falls());
  });
});

it('a test is posted once, and says that it is one', async () => {
  const webhook = endpoint();
  await settle({ webhooks: [webhook] });
  const test = { testId: randomId('nt'), workspaceId, workspaceName: 'Shop', requestedBy: 'ada@example.com' };
  const question = { ...test, emails: [], slackChannels: [], webhooks: [webhook.id] };
  await until(
    async () => (await log.bus.ask('notifications.test', question)).recipients.some(({ status }) => status === 'ACCEPTED'),
    { what: 'the test is accepted' },
  );
  const posts = receiver.received.filter(({ path }) => path === `/${webhook.id}`);
  expect(posts.map(bodyOf)).toMatchObject([{ type: 'curfew.test', data: { workspaceName: 'Shop' } }]);
  expect(posts[0]?.headers['webhook-id']).toBe(test.testId);
});

it('the log tells of posts, and by which endpoint', async () => {
  const webhook = endpoint();
  await settle({ webhooks: [webhook] });
  const credential = await falls();
  await ledger.until(credential, { ...posted, state: 'DELIVERED' });
  const { logs } = await log.ask(workspaceId, { mediums: ['WEBHOOK'] });
  expect(logs).toMatchObject([
    { medium: 'WEBHOOK', recipientType: 'WEBHOOK', recipientWebhook: webhook.id, status: 'DELIVERED' },
  ]);
  expect((await bench.get('/metrics')).body).toMatch(
    /curfew_deliveries_total\{channel="WEBHOOK",outcome="delivered"[^}]*\} [1-9]/,
  );
});
