import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_STREAM, type CredentialSnapshot, type NotificationSettingsSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import {
  aCredential,
  aUser,
  changed,
  expiresIn,
  keyEventOf,
  leadTimesOf,
  settingsEventOf,
  someSettings,
  userEventOf,
} from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let workspaceId: string;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1', NOTIFY_EMAILS: 'usual@curfew.localhost' });
});
afterAll(() => bench.close());
beforeEach(() => {
  workspaceId = randomId('ws');
});

const OWNER = 'ada@curfew.localhost';

/** Publishes settings and waits until they hold for every credential. */
async function settle(settings: NotificationSettingsSnapshot): Promise<void> {
  await bench.publish(settingsEventOf(settings));
  const sql = 'SELECT FROM scheduler.notification_settings WHERE workspace_id = $1 AND version = $2 AND replan_after IS NULL';
  await until(async () => (await bench.query(sql, settings.workspaceId, settings.version)).length > 0, {
    what: 'the settings hold',
  });
}

/** Lets a credential's first reminder fall due, and answers who is told, in which case ever. */
async function toldOf(overrides: Partial<CredentialSnapshot> = {}): Promise<string[]> {
  const credential = aCredential({ workspaceId, expiration: expiresIn({ days: 7, ms: 300 }), ...overrides });
  await bench.publish(keyEventOf(credential));
  const sql = 'SELECT recipient FROM scheduler.deliveries WHERE cid = $1 ORDER BY channel, recipient';
  const found = await until(
    async () => {
      const rows = await bench.query<{ recipient: string }>(sql, credential.cid);
      return rows.length > 0 && rows;
    },
    { what: 'the reminder has fallen due' },
  );
  return found.map(({ recipient }) => recipient);
}

describe('who is told', () => {
  it('is whom the environment names, until the workspace names somebody, and of that workspace alone', async () => {
    expect(await toldOf()).toEqual([OWNER, 'usual@curfew.localhost', '#api-keys']);
    await settle(someSettings({ workspaceId, emails: ['Ops@example.com'], slackChannels: ['#ops'] }));
    expect(await toldOf()).toEqual([OWNER, 'ops@example.com', '#ops']);
    workspaceId = randomId('ws');
    expect(await toldOf()).toEqual([OWNER, 'usual@curfew.localhost', '#api-keys']);
  });

  it('is the owner alone in a workspace that names nobody', async () => {
    await settle(someSettings({ workspaceId }));
    expect(await toldOf()).toEqual([OWNER]);
  });

  it('is the owner on Slack as well where the workspace wants it, as a person, until an event says otherwise', async () => {
    const settings = someSettings({ workspaceId, slackDirectMessages: true });
    await settle(settings);
    expect(await toldOf()).toEqual([OWNER, OWNER]);
    const sql = `SELECT FROM scheduler.deliveries WHERE workspace_id = $1 AND channel = 'SLACK' AND state = 'DELIVERED'`;
    await until(async () => (await bench.query(sql, workspaceId)).length === 1, { what: 'a direct message', withinMs: 20_000 });
    const silent = changed(settings, {});
    await settle({ ...silent, slackDirectMessages: undefined });
    expect(await toldOf()).toEqual([OWNER, OWNER]);
    await settle(changed(silent, { slackDirectMessages: false }));
    expect(await toldOf()).toEqual([OWNER]);
  });

  it('is whom the credential names, too, and each address and channel once', async () => {
    await settle(someSettings({ workspaceId, emails: ['ops@example.com'], slackChannels: ['#ops'] }));
    const emails = ['OPS@example.com', 'Web@example.com', OWNER.toUpperCase()];
    expect(await toldOf({ notifications: { emails, slackChannel: '#web' } })).toEqual([
      OWNER,
      'ops@example.com',
      'web@example.com',
      '#ops',
      '#web',
    ]);
    expect(await toldOf({ notifications: { emails: [], slackChannel: '#ops' } })).toEqual([OWNER, 'ops@example.com', '#ops']);
  });

  it('is an address that is named, though the user behind it has left before the message went out', async () => {
    const emails = [OWNER];
    for (const named of [() => settle(someSettings({ workspaceId, emails })), undefined]) {
      await named?.();
      await bench.inbox.faults({ email: { fault: 'reply', code: 451 } });
      const user = aUser({ workspaceId, email: OWNER });
      const owner = { id: user.id, email: OWNER, name: 'Ada' };
      await bench.publish(userEventOf(user));
      const credential = aCredential({
        workspaceId,
        owner,
        expiration: expiresIn({ days: 7, ms: 300 }),
        ...(named ? {} : { notifications: { emails, slackChannel: null } }),
      });
      await bench.publish(keyEventOf(credential));
      const sql = `SELECT FROM scheduler.deliveries WHERE cid = $1 AND channel = 'EMAIL' AND attempts > 0`;
      await until(async () => (await bench.query(sql, credential.cid)).length > 0, { what: 'the first attempt has failed' });
      await bench.publish(userEventOf(changed(user, { status: 'DEACTIVATED' })));
      await until(
        async () => (await bench.query(`SELECT FROM scheduler.users WHERE id = $1 AND version = 2`, user.id)).length > 0,
        { what: 'the user has left' },
      );
      await bench.inbox.faults({ email: null });
      await bench.query(
        `UPDATE scheduler.deliveries SET next_at = clock_timestamp() WHERE cid = $1 AND state = 'PENDING'`,
        credential.cid,
      );
      await until(async () => (await bench.inbox.containing(credential.name)).some(({ to }) => to === OWNER), {
        what: 'the named address is told',
      });
      workspaceId = randomId('ws');
    }
  });
});

describe('the settings', () => {
  it('are what the newest version says, whatever the order and repetition of the events', async () => {
    const first = someSettings({ workspaceId, emails: ['first@example.com'] });
    const second = changed(first, { emails: ['second@example.com'], leadTimes: leadTimesOf([3]) });
    const third = changed(second, { emails: ['third@example.com'], leadTimes: leadTimesOf([7]) });
    const [one, two, three] = [settingsEventOf(first), settingsEventOf(second), settingsEventOf(third)];
    await bench.publish(three, one, two, three, one);
    await settle(changed(third, {}));
    expect(await toldOf()).toEqual([OWNER, 'third@example.com']);
    expect(await bench.redis.exists(DEAD_LETTER_STREAM)).toBe(0);
  });

  it('that only name others leave every plan alone', async () => {
    const settings = someSettings({ workspaceId });
    await settle(settings);
    const credential = aCredential({ workspaceId, expiration: expiresIn({ days: 30 }) });
    await bench.publish(keyEventOf(credential));
    const plan = () =>
      bench.query('SELECT id, generation, due_at, state FROM scheduler.reminders WHERE cid = $1 ORDER BY id', credential.cid);
    await until(async () => (await plan()).length === 2, { what: 'it is planned' });
    const before = await plan();
    await settle(changed(settings, { emails: ['new@example.com'] }));
    expect(await plan()).toEqual(before);
  });
});
