import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { everythingStored } from './everything-stored.setup.js';
import { setupSystem, type System } from './system.setup.js';

let system: System;

beforeAll(async () => {
  system = await setupSystem({ CONSOLE_URL: 'https://curfew.test/console' });
});
afterAll(() => system.close());

const ROLES = [{ type: 'DEFAULT', role: 'MANAGER' }];
const LINK = /https:\/\/curfew\.test\/console\/invitations\/(cfwi_[0-9a-f]{80})/;

interface JoinedBody {
  readonly user: { readonly status: string; readonly email: string };
  readonly token: { readonly token: string };
}

async function invite(email: string): Promise<string> {
  const answer = await system.call('POST', '/users', { email, roles: ROLES });
  expect(answer).toMatchObject({ status: 200, body: { status: 'INVITED' } });
  return (answer.body as { id: string }).id;
}

/** The token in the latest email to somebody, when there are as many as expected. */
async function tokenIn(email: string, count = 1): Promise<string> {
  const mails = await until(
    async () => {
      const found = await system.inbox.containing(email);
      return found.length === count && found;
    },
    { what: `${String(count)} emails to ${email}`, withinMs: 20_000 },
  );
  return LINK.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
}

describe('from an invitation to the first request of a user', () => {
  it('leads the link in the email, which is good once', async () => {
    await invite('ada@example.test');
    const token = await tokenIn('ada@example.test');
    const answer = await system.post('/invitations/accept', { token, name: 'Ada' });
    expect(answer).toMatchObject({ status: 200, body: { user: { status: 'ACTIVE', email: 'ada@example.test', name: 'Ada' } } });
    const { token: personal } = (answer.body as JoinedBody).token;
    const keys = await fetch(`${system.keys.url}/api/v1/auth/key`, { headers: { authorization: `Bearer ${personal}` } });
    expect(keys.status).toBe(200);
    expect((await system.post('/invitations/accept', { token })).status).toBe(401);
  });

  it('leads only the newest link, when it is sent again', async () => {
    const id = await invite('bob@example.test');
    const first = await tokenIn('bob@example.test');
    expect((await system.call('POST', `/users/${id}/invite`)).status).toBe(200);
    const second = await tokenIn('bob@example.test', 2);
    expect(second).not.toBe(first);
    expect((await system.post('/invitations/accept', { token: first })).status).toBe(401);
    expect((await system.post('/invitations/accept', { token: second })).status).toBe(200);
  });

  it('goes on although the keys service and the mail server were away when it was owed', async () => {
    await system.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    await invite('cleo@example.test');
    const waits = `SELECT FROM scheduler.invitations i JOIN scheduler.users u ON u.id = i.user_id WHERE u.email = $1 AND i.attempts = 1`;
    await until(async () => (await system.query(waits, 'cleo@example.test')).length === 1, { what: 'it waits' });
    await system.crash('keys');
    const hurry = `UPDATE scheduler.invitations SET next_at = clock_timestamp() WHERE state = 'PENDING'`;
    await system.query(hurry);
    const away = waits.replace('attempts = 1', 'attempts = 2');
    await until(async () => (await system.query(away, 'cleo@example.test')).length === 1, { what: 'keys did not answer' });
    await (await system.start('keys')).ready();
    await until(
      async () => {
        await system.query(hurry);
        return (await system.inbox.containing('cleo@example.test')).length === 1;
      },
      { what: 'the email', withinMs: 20_000 },
    );
  });

  it('is one email for each, though two schedulers send', async () => {
    const second = await system.startSecondScheduler();
    const people = Array.from({ length: 20 }, (_, index) => `crowd-${String(index)}@example.test`);
    await Promise.all(people.map(invite));
    await Promise.all(people.map((email) => tokenIn(email)));
    const open = `SELECT FROM scheduler.invitations WHERE state <> 'DELIVERED'`;
    await until(async () => (await system.query(open)).length === 0, { what: 'all are settled' });
    for (const email of people) expect(await system.inbox.containing(email)).toHaveLength(1);
    await second.kill();
  });
});

it('the link is in the email, and in no log, Redis value, database column or event; nor is the first token anywhere', async () => {
  const id = await invite('dora@example.test');
  const link = await tokenIn('dora@example.test');
  const joined = (await system.post('/invitations/accept', { token: link })).body as JoinedBody;
  await system.post('/invitations/accept', { token: link, [link]: link });
  await system.call('GET', `/users/${link}`);
  const told = `SELECT FROM scheduler.users WHERE id = $1 AND status = 'ACTIVE'`;
  await until(async () => (await system.query(told, id)).length === 1, { what: 'the scheduler has heard' });
  const places = await everythingStored(system);
  for (const [place, text] of places) {
    if (place !== 'the messages') expect({ place, has: text.includes(link.slice(21)) }).toEqual({ place, has: false });
    expect({ place, has: text.includes(joined.token.token.slice(5, 45)) }).toEqual({ place, has: false });
  }
  expect(places.get('the messages')).toContain(link);
  expect(places.get('the database')).toContain(id);
});
