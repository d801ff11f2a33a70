import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { KeysService } from './keys-service.js';
import { strangerTo } from './people.js';
import { acknowledge, aRemindedKey, snapshotsOf } from './reminders.js';
import { form, opened, signed, type Clicked } from './slack.js';
import { StandInScheduler } from './stand-in-scheduler.js';
import { changeUser, personOf } from './token-owners.js';

const URL_OF = '/api/v1/slack/interactions';

let service: KeysService;
let scheduler: StandInScheduler;
let slack: Server;
let answersAt: string;
let workspaceId: string;
let cid: string;
const told: { readonly text: string; readonly response_type: string }[] = [];

beforeAll(async () => {
  slack = createServer((request, response) => {
    void request.toArray().then((parts) => {
      told.push(JSON.parse(Buffer.concat(parts as Buffer[]).toString()) as (typeof told)[number]);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${String((slack.address() as AddressInfo).port)}`;
  answersAt = `${origin}/answers`;
  service = await KeysService.start({ SLACK_API_URL: `${origin}/api/` });
  scheduler = await StandInScheduler.start(service.redis.url);
  StandInScheduler.knowsInSlack('U0ADMIN', 'Admin@Curfew.localhost');
  [workspaceId] = (await service.query<{ id: string }>('SELECT id FROM keys.workspaces')).map(({ id }) => id) as [string];
  const warmUp = await aRemindedKey(service.as());
  await until(async () => (await acknowledge(service.as(), warmUp)).status === 200, { what: 'the bus is answered' });
});
afterAll(async () => {
  await scheduler.stop();
  await service.stop();
  slack.close();
});
beforeEach(async () => {
  told.length = 0;
  cid = await aRemindedKey(service.as());
});

const send = (body: string, headers: Readonly<Record<string, string>> = signed(body), to = service) =>
  to.anonymous().send(URL_OF, { method: 'POST', body, headers });

const bodyOf = (clicked: Clicked = {}) => form({ value: `${workspaceId} ${cid}`, responseUrl: answersAt, ...clicked });

const click = (clicked: Clicked = {}) => send(bodyOf(clicked));

const versions = async () => (await snapshotsOf(service, cid)).map(({ version }) => version);

/** What whoever clicked was told. */
const answer = async () => {
  await until(() => told.length > 0, { what: 'Slack is told' });
  return told.splice(0).map(({ text, response_type: type }) => `${type}: ${text}`);
};

describe('a request that Slack has not signed just now', () => {
  it.each([
    ['with another secret', (body: string) => signed(body, { secret: 'another' })],
    ['301 s ago', (body: string) => signed(body, { seconds: -301 })],
    ['301 s ahead', (body: string) => signed(body, { seconds: 301 })],
    ['of another body', (body: string) => signed(`${body}&`)],
    [
      'of another time',
      (body: string) => ({
        ...signed(body),
        'x-slack-request-timestamp': signed(body, { seconds: 1 })['x-slack-request-timestamp'] ?? '',
      }),
    ],
    [
      'by half',
      (body: string) => ({ ...signed(body), 'x-slack-signature': (signed(body)['x-slack-signature'] ?? '').slice(0, 20) }),
    ],
    ['by nothing', (body: string) => ({ ...signed(body), 'x-slack-signature': '' })],
    ['without a time', (body: string) => ({ ...signed(body), 'x-slack-request-timestamp': 'NaN' })],
    ['not at all', () => ({ 'content-type': 'application/x-www-form-urlencoded' })],
  ])('%s is 401 without a word of why, and changes nothing', async (_, headers) => {
    const body = bodyOf();
    const { status, body: error } = await send(body, headers(body));
    expect([status, error.details]).toEqual([401, 'Unauthorized']);
    expect([await versions(), told]).toEqual([[1], []]);
  });

  it('is counted as a failed authentication of its address, and 429 beyond the limit', async () => {
    const strict = await service.another({ FAILED_AUTHENTICATIONS_PER_MINUTE: '2' });
    const body = bodyOf();
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await send(body, signed(body, { secret: 'x' }), strict)).status);
    await strict.app.close();
    // Other nodes have counted refusals of this address, too.
    expect(statuses.slice(2)).toEqual([429, 429]);
  });

  it('is 404 where there is no signing secret, signed or not', async () => {
    const off = await service.another({ SLACK_SIGNING_SECRET: undefined });
    const unsigned = { 'content-type': 'application/x-www-form-urlencoded' };
    const statuses = [(await send(bodyOf(), undefined, off)).status, (await send(bodyOf(), unsigned, off)).status];
    await off.app.close();
    expect(statuses).toEqual([404, 404]);
  });
});

describe('a payload that makes no sense', () => {
  it.each([
    ['no payload', 'a=b'],
    ['no JSON', 'payload=%7B'],
    ['no object', 'payload=null'],
    ['nobody', form({ user: null, value: 'ws0000000000000000 ak0000000000000000' })],
    ['a user that is none', form({ user: 'U1 OR 1=1', value: 'ws0000000000000000 ak0000000000000000' })],
    ['no credential', form({})],
    ['nonsense for one', form({ value: 'ws0000000000000000 ak0000000000000000 x' })],
  ])('is 400, naming it: %s', async (_, body) => {
    const { status, body: error } = await send(body);
    expect([status, error.details]).toEqual([400, expect.stringMatching(/^payload: /)]);
  });

  it('is 413 when it is too large, and 415 as JSON', async () => {
    const large = bodyOf({ action: 'x'.repeat(300_000) });
    expect((await send(large)).status).toBe(413);
    expect((await send('{}', { ...signed('{}'), 'content-type': 'application/json' })).status).toBe(401);
    expect((await send('x', { ...signed('x'), 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('is taken and left alone when it is about a button that opens a page', async () => {
    expect((await send(opened())).status).toBe(200);
    expect(await versions()).toEqual([1]);
  });

  it('as a form is taken nowhere else', async () => {
    const answered = await service.as().send('/api/v1/auth/key', { method: 'POST', body: 'name=n', headers: signed('name=n') });
    expect(answered.status).toBe(415);
  });
});

describe('a click', () => {
  it('acknowledges as the user who clicked, tells them alone, and says so in the audit log', async () => {
    expect(await click()).toMatchObject({ status: 200, text: '' });
    expect(await answer()).toEqual(['ephemeral: Acknowledged. The next reminder still comes.']);
    expect((await snapshotsOf(service, cid)).at(-1)?.response).toMatchObject({
      kind: 'ACKNOWLEDGED',
      by: { email: 'admin@curfew.localhost' },
    });
    const entries = `SELECT actor_type AS actor, actor_credential AS credential, actor_email AS email FROM keys.audit_entries
      WHERE object_identifier = $1 AND action = 'UPDATE'`;
    expect(await service.query(entries, cid)).toEqual([
      { actor: 'ANONYMOUS', credential: null, email: 'admin@curfew.localhost' },
    ]);
  });

  it('snoozes for a day, and is one click when it is doubled, at once or not, or replayed', async () => {
    const body = bodyOf({ action: 'snooze-1' });
    const headers = signed(body);
    await Promise.all([send(body, headers), send(body, headers), send(body, signed(body, { seconds: 4 }))]);
    await send(body, headers);
    expect(await versions()).toEqual([1, 2]);
    const end = Date.parse((await snapshotsOf(service, cid)).at(-1)?.response?.until ?? '');
    expect(Math.abs(end - Date.now() - 86_400_000)).toBeLessThan(60_000);
  });

  it('never snoozes beyond the expiry: it says so, and nothing changes', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    cid = await aRemindedKey(service.as(), { expirationDate: expiresAt });
    StandInScheduler.hasReminded(cid, { expiresAt });
    await click({ action: 'snooze-1' });
    expect([await answer(), await versions()]).toEqual([
      [expect.stringMatching(/must end before .* Nothing was changed\.$/)],
      [1],
    ]);
  });

  it('of somebody unknown, of another workspace under the same address, or deactivated changes nothing, and says so', async () => {
    const stranger = expect.stringMatching(/^ephemeral: Your address in Slack is none/);
    await click({ user: 'U0NOBODY' });
    expect([await answer(), await versions()]).toEqual([[stranger], [1]]);
    await strangerTo(service);
    StandInScheduler.knowsInSlack('U0OTHER', 'admin@other.example');
    await click({ user: 'U0OTHER' });
    expect([await answer(), await versions()]).toEqual([[stranger], [1]]);
    // In the workspace where they are somebody, the credential is not.
    await click({ user: 'U0OTHER', value: `ws0000000000000002 ${cid}` });
    expect([await answer(), await versions()]).toEqual([[expect.stringContaining('There is no API key with this cid.')], [1]]);
    const { id, email } = await personOf(service, 'ADMIN');
    StandInScheduler.knowsInSlack('U0GONE', email);
    await changeUser(service, id, 'deactivated_at = now()');
    await click({ user: 'U0GONE' });
    expect([await answer(), await versions()]).toEqual([[stranger], [1]]);
  });

  it('of a user without the right changes nothing and says so; of the owner it does, whatever they may', async () => {
    const { id, email } = await personOf(service, 'READ_ONLY');
    StandInScheduler.knowsInSlack('U0READER', email);
    await click({ user: 'U0READER' });
    expect([await answer(), await versions()]).toEqual([
      [expect.stringContaining('This needs the permission "Edit API keys"')],
      [1],
    ]);
    await service.query('UPDATE keys.api_keys SET owner_id = $1 WHERE cid = $2', id, cid);
    await click({ user: 'U0READER' });
    expect([await answer(), await versions()]).toEqual([['ephemeral: Acknowledged. The next reminder still comes.'], [1, 2]]);
  });

  it('is answered to Slack alone: another host is not called, and the click counts all the same', async () => {
    service.logged();
    for (const responseUrl of [answersAt.replace('127.0.0.1', 'localhost'), 'http://169.254.169.254/latest', undefined])
      expect((await click({ responseUrl })).status).toBe(200);
    await until(() => service.logged().includes('not one of Slack'), { what: 'it is logged' });
    expect([told, await versions()]).toEqual([[], [1, 2]]);
  });
});
