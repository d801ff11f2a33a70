import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import type { Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { StandInScheduler } from './stand-in-scheduler.js';

const SETTINGS = '/api/v1/notification-settings';
const TEST = `${SETTINGS}/test`;
const NAMED = { leadTimes: ['P7D'], sendAt: '09:00', emails: ['Ops@example.com'], slackChannels: ['#api-keys', 'C012AB3CD'] };

interface TestBody extends ErrorBody {
  readonly recipients: readonly { readonly medium: string; readonly status: string; readonly reason?: string }[];
}

let service: KeysService;
let scheduler: StandInScheduler;

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
  await service.as().send(SETTINGS, { method: 'PUT', body: NAMED });
  await until(async () => (await test()).status === 200, { what: 'the bus is answered' });
});
afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});
beforeEach(() => {
  scheduler.tested();
});

const test = (body?: unknown, by: Caller = service.as()) =>
  by.send<TestBody>(TEST, { method: 'POST', ...(body === undefined ? {} : { body }) });

describe('POST /api/v1/notification-settings/test', () => {
  it('is sent once to everybody whom the settings name, and says of each what became of it', async () => {
    const { status, body } = await test();
    expect([status, body]).toEqual([
      200,
      {
        recipients: [
          { medium: 'EMAIL', recipientEmail: 'Ops@example.com', status: 'ACCEPTED' },
          { medium: 'SLACK', recipientChannel: '#api-keys', status: 'ACCEPTED' },
          { medium: 'SLACK', recipientChannel: 'C012AB3CD', status: 'ACCEPTED' },
        ],
      },
    ]);
    expect(scheduler.tested()).toMatchObject([{ requestedBy: 'admin@curfew.localhost', workspaceName: 'Curfew' }]);
  });

  it.each([
    [{ email: 'ops@EXAMPLE.com' }, { emails: ['Ops@example.com'], slackChannels: [] }],
    [{ slackChannel: '#API-keys' }, { emails: [], slackChannels: ['#api-keys'] }],
    [
      { email: null, slackChannel: 'C012AB3CD' },
      { emails: [], slackChannels: ['C012AB3CD'] },
    ],
  ])('%j is sent to that one alone', async (body, asked) => {
    expect((await test(body)).status).toBe(200);
    expect(scheduler.tested()).toMatchObject([asked]);
  });

  it.each([
    ['email', 'stranger@example.com'],
    ['email', 'ops@example.com\r\nBcc: all@example.com'],
    ['email', 1],
    ['slackChannel', '#elsewhere'],
    ['slackChannel', '<!channel>'],
    ['to', 'ops@example.com'],
  ])('refuses %s: %j, naming it, and sends nothing', async (field, value) => {
    const answer = await test({ [field]: value });
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringMatching(new RegExp(`^${field}: [^;]+$`))]);
    expect(scheduler.tested()).toEqual([]);
  });

  it('says why a provider did not take it, and of one that hangs that it has not answered, in a few seconds', async () => {
    scheduler.tests('FAILED');
    expect((await test({ email: 'ops@example.com' })).body.recipients).toMatchObject([
      { status: 'FAILED', reason: 'the provider said no' },
    ]);
    scheduler.tests('PENDING');
    const startedAt = performance.now();
    expect((await test({ email: 'ops@example.com' })).body.recipients).toMatchObject([{ status: 'PENDING' }]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    scheduler.tests('ACCEPTED');
    expect(new Set(scheduler.tested().map(({ testId }) => testId)).size).toBe(2);
  });

  it('reaches nobody of another workspace, and nobody where nobody is named', async () => {
    const stranger = await strangerTo(service);
    expect(await test(undefined, stranger)).toMatchObject({ status: 200, body: { recipients: [] } });
    expect((await test({ email: 'ops@example.com' }, stranger)).body.details).toMatch(/^email: is none/);
    expect(scheduler.tested()).toEqual([]);
  });

  it('is for those who may configure notifications', async () => {
    const { caller } = await holderOf(service, ['Edit API keys', 'View notification logs']);
    expect((await test(undefined, caller)).status).toBe(403);
    expect(scheduler.tested()).toEqual([]);
  });

  it('is 503 in a clear sentence while no scheduler answers', async () => {
    await scheduler.stop();
    expect(await test()).toMatchObject({
      status: 503,
      body: { details: expect.stringContaining('The scheduler, which sends the test') },
    });
    scheduler = await StandInScheduler.start(service.redis.url);
    await until(async () => (await test()).status === 200, { what: 'the bus is answered again' });
  });
});

it('a workspace may send five tests a minute, and what is refused is none', async () => {
  const own = await KeysService.start({ TEST_MESSAGES_PER_MINUTE: '5' });
  const answering = await StandInScheduler.start(own.redis.url);
  await own.as().send(SETTINGS, { method: 'PUT', body: NAMED });
  expect((await test({ email: 'nobody@example.com' }, own.as())).status).toBe(400);
  const statuses = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await test(undefined, own.as())).status);
  expect(statuses.slice(1)).toEqual([200, 200, 200, 200, 429]);
  await answering.stop();
  await own.stop();
});
