import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyWebhook } from '#libs/client';
import { until } from '#libs/testing';
import { Barrier } from './barrier.setup.js';
import { setupSystem, type IssuedKey, type System } from './system.setup.js';
import { WebhookReceiver } from './webhook-receiver.setup.js';

let system: System;

beforeAll(async () => {
  system = await setupSystem({ WEBHOOKS_ALLOW_PRIVATE: 'true' });
});
afterAll(() => system.close());

const SETTINGS = '/notification-settings';
const USUAL = { leadTimes: ['P7D', 'P1D'], sendAt: '09:00', emails: ['ops@example.com'], slackChannels: ['#ops'] };

const set = async (change: object) => {
  const answer = await system.call('PUT', SETTINGS, { ...USUAL, ...change });
  if (answer.status !== 200) throw new Error(`The settings were not taken: ${JSON.stringify(answer)}`);
};

const replanned = () =>
  until(
    async () => {
      const [row] = await system.query<{ done: boolean }>(
        `SELECT s.replan_after IS NULL AND s.version = k.version AS done
         FROM scheduler.notification_settings s JOIN keys.notification_settings k USING (workspace_id)`,
      );
      return row?.done;
    },
    { what: 'everything is planned anew', withinMs: 30_000 },
  );

/** How many reminders there are in each state, by lead time. */
const plans = async () => {
  const sql = `SELECT lead_days || ' ' || state AS line, count(*)::int AS count FROM scheduler.reminders GROUP BY 1 ORDER BY 1`;
  return Object.fromEntries((await system.query<{ line: string; count: number }>(sql)).map(({ line, count }) => [line, count]));
};

const KEYS = 150;

describe('the two services together', () => {
  it('a crash in the middle of planning anew loses nothing: whoever comes next goes on from there', async () => {
    const keys: IssuedKey[] = [];
    for (let n = 0; n < KEYS; n += 1) keys.push(await system.issue(`many-${String(n)}`, { days: 40, ms: 0 }));
    await until(async () => (await plans())['7 PLANNED'] === KEYS, { what: 'all are planned' });
    const last = keys
      .map(({ cid }) => cid)
      .sort()
      .at(-1);
    const url = system.scheduler.env['DATABASE_URL'] ?? '';
    const barrier = await Barrier.holding(url, 'SELECT FROM scheduler.credentials WHERE cid = $1 FOR UPDATE', last);
    await set({ leadTimes: ['P30D', 'P7D'] });
    await barrier.stops('ORDER BY cid LIMIT');
    expect(await plans()).toEqual({ '1 CANCELLED': 100, '1 PLANNED': 50, '30 PLANNED': 100, '7 PLANNED': KEYS });
    await system.crash('scheduler');
    await barrier.release();
    await (await system.start('scheduler')).ready();
    await replanned();
    expect(await plans()).toEqual({ '1 CANCELLED': KEYS, '30 PLANNED': KEYS, '7 PLANNED': KEYS });
    expect(await system.inbox.containing('many-')).toEqual([]);
  });

  it('a reminder goes to whom the workspace and the key name, and is sent again to nobody by a change there and back', async () => {
    await set({});
    await replanned();
    const name = 'to-the-team';
    const expirationDate = new Date(Date.now() + 7 * 86_400_000 + 1_500).toISOString();
    const notifications = { emails: ['team@example.com', 'OPS@example.com'], slackChannel: '#team' };
    await system.call('POST', '/auth/key', { name, roles: [{ type: 'DEFAULT', role: 'USER' }], expirationDate, notifications });
    const recipients = async () => (await system.inbox.containing(name)).map(({ to }) => to).sort();
    const everybody = ['#ops', '#team', 'admin@curfew.localhost', 'ops@example.com', 'team@example.com'];
    await until(async () => (await recipients()).length >= everybody.length, { what: 'everybody is told', withinMs: 20_000 });
    for (const leadTimes of [['P1D'], ['P7D', 'P1D']]) {
      await set({ leadTimes });
      await replanned();
    }
    await system.issue('marker', { days: 7, ms: 1_000 });
    await system.inbox.both('marker');
    expect(await recipients()).toEqual(everybody);
  });

  it('a test arrives once though two schedulers hear of it, and says of each recipient what became of it', async () => {
    const second = await system.startSecondScheduler();
    expect(await system.call('POST', `${SETTINGS}/test`)).toEqual({
      status: 200,
      body: {
        recipients: [
          { medium: 'EMAIL', recipientEmail: 'ops@example.com', status: 'ACCEPTED' },
          { medium: 'SLACK', recipientChannel: '#ops', status: 'ACCEPTED' },
        ],
      },
    });
    expect(await system.inbox.containing('Test message')).toHaveLength(2);
    await second.kill();
  });

  it('a provider that hangs does not hang the request', async () => {
    await system.inbox.faults({ email: { fault: 'hang', at: 'data' } });
    const startedAt = performance.now();
    const { status, body } = await system.call('POST', `${SETTINGS}/test`, { email: 'ops@example.com' });
    expect([status, body]).toEqual([
      200,
      { recipients: [{ medium: 'EMAIL', recipientEmail: 'ops@example.com', status: 'PENDING' }] },
    ]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await system.inbox.faults({ email: null });
  });

  it('a webhook that is registered gets what its secret verifies, and the log tells of it, but no log of the secret', async () => {
    const receiver = await WebhookReceiver.start();
    const made = await system.call('POST', '/webhooks', { url: receiver.urlOf('/hooks') });
    const { id, secret } = made.body as { id: string; secret: string };
    const key = await system.issue('posted', { days: 7, ms: 3_000 });
    const [post] = await receiver.arrived({ cid: key.cid, name: 'posted' });
    const { type, data } = verifyWebhook(secret, post?.headers ?? {}, post?.body ?? '');
    expect([type, data]).toMatchObject(['credential.expiring', { cid: key.cid, leadDays: 7, name: 'posted' }]);
    const { body } = await system.call('GET', '/notifications/logs?mediums=WEBHOOK');
    expect(body).toMatchObject({ logs: [{ medium: 'WEBHOOK', recipientWebhook: id }] });
    expect(system.logs()).not.toContain(secret.slice('whsec_'.length, 30));
    await receiver.close();
  }, 60_000);
});
