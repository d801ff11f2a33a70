import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NotificationSettingsEvent } from '#libs/contracts';
import type { Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';

const SETTINGS = '/api/v1/notification-settings';

/** The settings of these tests, to be changed by one field. */
const USUAL = { leadTimes: ['P7D', 'P1D'], sendAt: '09:00', emails: ['ops@example.com'], slackChannels: ['#api-keys'] };

interface SettingsBody extends ErrorBody {
  readonly leadTimes: readonly string[];
  readonly sendAt: string;
  readonly timeZone: string;
  readonly emails: readonly string[];
  readonly slackChannels: readonly string[];
  readonly slackDirectMessages: boolean;
}

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start({ NOTIFY_SLACK_CHANNELS: '#from-env', REMINDER_LEAD_TIMES: 'P1D,P14D' });
});
afterAll(() => service.stop());

const get = (by: Caller = service.as()) => by.send<SettingsBody>(SETTINGS);
const put = (body: unknown, by: Caller = service.as()) => by.send<SettingsBody>(SETTINGS, { method: 'PUT', body });
const audited = () =>
  service.query(`SELECT action, object_identifier AS object FROM keys.audit_entries WHERE object_type = 'NOTIFICATION_SETTINGS'`);
const events = async () => {
  const sql = `SELECT event FROM keys.outbox WHERE event->>'type' = 'NotificationSettingsChanged' ORDER BY id`;
  return (await service.query<{ event: NotificationSettingsEvent }>(sql)).map(({ event }) => event);
};
/** Everything that a change leaves. */
const traces = async () => ({ shown: (await get()).body, audited: await audited(), events: await events() });

describe('before anybody has decided', () => {
  it('they are what the environment says, and saying the same leaves no trace', async () => {
    const { body } = await get();
    const told = { emails: [], slackChannels: ['#from-env'], slackDirectMessages: false };
    const shown = { leadTimes: ['P14D', 'P1D'], sendAt: '09:00', timeZone: 'UTC', ...told };
    expect(body).toEqual(shown);
    expect(await put(shown)).toMatchObject({ status: 200, body: shown });
    expect([await audited(), await events()]).toEqual([[], []]);
    expect(await service.query('SELECT FROM keys.notification_settings')).toEqual([]);
  });
});

describe('the settings', () => {
  beforeEach(() => put(USUAL));

  it('are replaced as a whole, sorted and each once', async () => {
    const body = {
      leadTimes: ['P1D', 'P30D', 'P7D'],
      sendAt: '07:30',
      timeZone: 'Europe/Berlin',
      emails: [' Ops@example.com', 'ops@EXAMPLE.com', 'dev@example.com'],
      slackChannels: ['#Api-Keys', 'C012AB3CD', '#api-keys', 'G0PRIVATE'],
      slackDirectMessages: false,
    };
    const shown = {
      ...body,
      leadTimes: ['P30D', 'P7D', 'P1D'],
      emails: ['Ops@example.com', 'dev@example.com'],
      slackChannels: ['#api-keys', 'C012AB3CD', 'G0PRIVATE'],
    };
    expect(await put(body)).toMatchObject({ status: 200, body: shown });
    expect((await get()).body).toEqual(shown);
  });

  it('write to owners on Slack once that is wanted, and go on to while nobody says otherwise', async () => {
    const before = (await events()).length;
    expect((await put({ ...USUAL, slackDirectMessages: true })).body).toMatchObject({ slackDirectMessages: true });
    expect((await put({ ...USUAL, sendAt: '10:00' })).body).toMatchObject({ slackDirectMessages: true });
    const refused = await put({ ...USUAL, slackDirectMessages: 'yes' });
    expect(refused).toMatchObject({ status: 400, body: { details: expect.stringContaining('slackDirectMessages') } });
    expect((await put({ ...USUAL, slackDirectMessages: false })).body).toMatchObject({ slackDirectMessages: false });
    const told = (await events()).slice(before).map(({ data }) => data.slackDirectMessages);
    expect(told).toEqual([true, true, false]);
  });

  it('tell others of a change by one event, with since when each lead time has been one', async () => {
    const before = (await events()).length;
    const now = service.clock.now().getTime();
    await put({ ...USUAL, leadTimes: ['P7D', 'P90D'] });
    const [event, ...more] = (await events()).slice(before);
    expect(more).toEqual([]);
    const [workspace] = await service.query<{ id: string }>('SELECT id FROM keys.workspaces');
    expect(event).toMatchObject({ subject: workspace?.id, data: { workspaceId: workspace?.id, emails: ['ops@example.com'] } });
    const [ninety, seven] = event?.data.leadTimes ?? [];
    expect([ninety?.days, seven?.days]).toEqual([90, 7]);
    expect(Date.parse(ninety?.setAt ?? '')).toBeGreaterThanOrEqual(now);
    expect(Date.parse(seven?.setAt ?? '')).toBeLessThan(now);
  });

  it('count their changes, whoever makes how many at once, and audit each', async () => {
    const [told, noted] = [(await events()).length, (await audited()).length];
    const wanted = Array.from({ length: 10 }, (_, n) => ({
      ...USUAL,
      sendAt: `1${String(n)}:00`,
      emails: [`n${String(n)}@example.com`],
    }));
    const answers = await Promise.all(wanted.map((body) => put(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { sendAt, emails } = (await get()).body;
    expect(wanted).toContainEqual({ ...USUAL, sendAt, emails });
    const versions = (await events()).slice(told).map(({ data }) => data.version);
    expect(versions).toEqual(versions.map((_, n) => (versions[0] ?? 0) + n));
    expect([versions.length, (await audited()).length - noted]).toEqual([10, 10]);
  });

  it('leave no trace of a choice that changes nothing', async () => {
    const before = await traces();
    expect(
      (await put({ ...USUAL, timeZone: before.shown.timeZone, emails: ['OPS@example.com', 'ops@example.com'] })).status,
    ).toBe(200);
    await put(USUAL);
    const after = await traces();
    expect(after.events.length - before.events.length).toBe(2);
    await put({ ...USUAL, leadTimes: ['P1D', 'P7D'] });
    expect(await traces()).toEqual(after);
  });

  it('name the zone in which a day is meant from now on, and leave it unless it is given', async () => {
    await put({ ...USUAL, timeZone: 'Asia/Tokyo' });
    expect((await put({ ...USUAL, sendAt: '08:00' })).body.timeZone).toBe('Asia/Tokyo');
    const { expirationDate } = await service.as().issue({ expirationDate: '2099-03-31' });
    expect(expirationDate).toBe('2099-03-31T15:00:00.000Z');
    await put({ ...USUAL, timeZone: 'UTC' });
  });

  it.each<readonly [string, unknown, string?]>([
    ...[undefined, null, '', 'P7D,P1D', {}, [], Array.from({ length: 7 }, (_, n) => `P${String(n + 1)}D`)].map(
      (value) => ['leadTimes', value] as const,
    ),
    ...['P0D', 'P91D', 'P7', '7', 'PT24H', 'P1M', 'P-1D', 'P1.5D', 7, null, 'P1D\u0000'].map(
      (value) => ['leadTimes', [value], 'leadTimes.0'] as const,
    ),
    ['leadTimes', ['P7D', 'P1D', 'P7D'], 'leadTimes.2'],
    ...[undefined, null, '9:00', '24:00', '09:60', '09:00:00', '09:00\n', 900].map((value) => ['sendAt', value] as const),
    ...['Mars/Base', '', '+01:00', 1].map((value) => ['timeZone', value] as const),
    ...[undefined, null, 'a@b.test', 'x'.repeat(99), {}].map((value) => ['emails', value] as const),
    ['emails', Array.from({ length: 51 }, (_, n) => `n${String(n)}@example.com`)],
    ...[
      'ops',
      'a@b',
      'ops@example.com\r\nBcc: all@example.com',
      'a@b.test, c@d.test',
      'Ops <a@b.test>',
      'a@b.test\u0000',
      1,
      null,
    ].map((value) => ['emails', [value], 'emails.0'] as const),
    ['emails', ['ops@example.com', `${'x'.repeat(250)}@example.com`], 'emails.1'],
    ...[undefined, null, '#ops', {}].map((value) => ['slackChannels', value] as const),
    ['slackChannels', Array.from({ length: 51 }, (_, n) => `#n${String(n)}`)],
    ...[
      'ops',
      '#',
      '<!channel>',
      '#<!here>',
      '#a b',
      '#a\nb',
      'U012AB3CD',
      'c012ab3cd',
      '@ada',
      '#a\u0000',
      `#${'x'.repeat(81)}`,
      1,
    ].map((value) => ['slackChannels', [value], 'slackChannels.0'] as const),
    ['unknown', 1],
  ])('refuse %s: %j, naming it, and stay as they are', async (field, value, named = field) => {
    const before = await traces();
    const answer = await put({ ...USUAL, sendAt: '10:00', [field]: value });
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringMatching(new RegExp(`^${named}: [^;]+$`))]);
    expect(await traces()).toEqual(before);
  });

  it('take one lead time and six, and nobody to tell', async () => {
    const six = ['P90D', 'P60D', 'P30D', 'P14D', 'P7D', 'P1D'];
    for (const leadTimes of [six, ['P90D'], ['P1D']])
      expect((await put({ ...USUAL, leadTimes, emails: [], slackChannels: [] })).body).toMatchObject({ leadTimes, emails: [] });
  });

  it('are for those who may configure them, to look at too', async () => {
    const { caller: nobody } = await holderOf(service, ['Edit API keys', 'View notification logs', 'Manage users']);
    for (const { status } of [await get(nobody), await put(USUAL, nobody)]) expect(status).toBe(403);
    const { caller: officer } = await holderOf(service, ['Configure workspace notification settings']);
    for (const { status } of [await get(officer), await put(USUAL, officer)]) expect(status).toBe(200);
  });

  it('are those of the caller’s own workspace, and no other hears of them', async () => {
    const stranger = await strangerTo(service);
    expect((await get(stranger)).body).toMatchObject({ emails: [], slackChannels: ['#from-env'] });
    const mine = (await get()).body;
    await put({ ...USUAL, emails: ['theirs@other.example'], timeZone: 'Asia/Tokyo' }, stranger);
    expect((await get()).body).toEqual(mine);
    expect((await events()).at(-1)?.data).toMatchObject({ workspaceId: 'ws0000000000000002', version: 1 });
  });
});
