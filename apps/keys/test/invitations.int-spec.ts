import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bus } from '#libs/messaging';
import { until } from '#libs/testing';
import { Caller, role } from './caller.js';
import { KeysService, pepper } from './keys-service.js';
import { accept, eventsOf, inviteSomebody, tokenFor, traces, users, type UserBody } from './users.js';

let service: KeysService;
let bus: Bus;

beforeAll(async () => {
  service = await KeysService.start({ CONSOLE_URL: 'https://curfew.test/console/', LOG_LEVEL: 'debug' });
  bus = new Bus({ REDIS_URL: service.redis.url });
  await until(() => bus.ask('invitations.link', { invitationId: 'x' }).catch(() => undefined), { what: 'the bus is answered' });
});

afterAll(async () => {
  await bus.close();
  await service.stop();
});

const link = async (invitationId: string) => (await bus.ask('invitations.link', { invitationId })).url;

/** The ids of the user's invitations, as events told of them. */
async function toldOf(user: UserBody): Promise<string[]> {
  const events = (await eventsOf(service, user)) as readonly {
    readonly data: { readonly invitation: { readonly id: string } | null };
  }[];
  return events.flatMap(({ data }) => data.invitation?.id ?? []);
}

describe('invitations.link', () => {
  it('is the address in the console at which an open invitation is accepted, the same each time', async () => {
    const [id = ''] = await toldOf(await inviteSomebody(service));
    const url = await link(id);
    expect(url).toMatch(new RegExp(`^https://curfew\\.test/console/invitations/cfwi_${id.slice(2)}[0-9a-f]{64}$`));
    expect(await link(id)).toBe(url);
    expect((await accept(service.anonymous(), url?.split('/').at(-1) ?? '')).status).toBe(200);
  });

  it('is null as soon as it is accepted, replaced, withdrawn or expired', async () => {
    const [accepted, replaced, withdrawn] = [
      await inviteSomebody(service),
      await inviteSomebody(service),
      await inviteSomebody(service),
    ];
    const ids = await Promise.all([accepted, replaced, withdrawn].map(async (user) => (await toldOf(user))[0] ?? ''));
    for (const id of ids) expect(await link(id)).not.toBeNull();
    await accept(service.anonymous(), await tokenFor(service, accepted));
    await users.inviteAgain(service.as(), replaced.id);
    await users.deactivate(service.as(), withdrawn.id);
    for (const id of ids) expect(await link(id)).toBeNull();
    const [, newer = ''] = await toldOf(replaced);
    expect(await link(newer)).not.toBeNull();
    service.clock.moveAhead(7 * 86_400_000);
    expect(await link(newer)).toBeNull();
  });

  it.each(['in0000000000000000', 'us0000000000000000', 'x', '', '\u0000'])('is null for %j, which never was one', async (id) => {
    expect(await link(id)).toBeNull();
  });

  it('is told only to who asks as the contract has it', async () => {
    await expect(bus.ask('invitations.link', { userId: 'us1' } as never)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('the token of an invitation', () => {
  it('is in no log line, no table, no value of Redis and no answer, whoever puts it where', async () => {
    service.logged();
    const user = await inviteSomebody(service);
    const token = await tokenFor(service, user);
    const [id = ''] = await toldOf(user);
    await link(id);
    const answers = [
      await service.as().send(`/api/v1/users/${token}`),
      await service.as().send(`/api/v1/users?q=${token}`),
      await service.as().send('/api/nowhere', { headers: { 'x-request-id': token } }),
      await service.anonymous().send('/api/v1/invitations/accept', { method: 'POST', body: { token, [token]: 1 } }),
      await users.show(service.as(), user.id),
      await accept(service.anonymous(), token),
      await accept(service.anonymous(), token),
    ];
    const secret = token.slice(21);
    expect(secret).toHaveLength(64);
    for (const { text, headers } of answers) expect(text + JSON.stringify(headers)).not.toContain(secret);
    expect(service.logged()).not.toContain(secret);
    expect(await everyRow()).not.toContain(secret);
    expect(await service.redis.text()).not.toContain(secret);
  });

  it('is good under an older pepper for as long as that is there', async () => {
    const user = await inviteSomebody(service);
    const token = await tokenFor(service, user);
    service = await service.restartedWith({ KEY_PEPPERS: `${pepper('newer', 2)},${pepper('test', 1)}` });
    const newer = await tokenFor(service, user);
    expect(newer).not.toBe(token);
    service = await service.restartedWith({ KEY_PEPPERS: pepper('newer', 2) });
    expect((await accept(service.anonymous(), token)).status).toBe(401);
    service = await service.restartedWith({ KEY_PEPPERS: `${pepper('newer', 2)},${pepper('test', 1)}` });
    expect((await accept(service.anonymous(), token)).status).toBe(200);
    expect((await accept(service.anonymous(), newer)).status).toBe(401);
  });
});

it('no more invitations a minute leave a workspace than it may send, by whatever credential, and one too many changes nothing', async () => {
  const strict = await KeysService.start({ INVITATIONS_PER_MINUTE: '2' });
  const { apiKey } = await strict.as().issue({ roles: [role('ADMIN')] });
  const { id } = await inviteSomebody(strict);
  expect((await users.inviteAgain(strict.as(), id)).status).toBe(200);
  const before = await traces(strict);
  for (const by of [strict.as(), strict.as(apiKey)]) {
    const [anew, again] = [
      await users.invite(by, { email: 'one@too.many', roles: [role('USER')] }),
      await users.inviteAgain(by, id),
    ];
    expect([anew.status, again.status]).toEqual([429, 429]);
    expect(anew.body).toMatchObject({ title: 'Too Many Requests', detail: 'This workspace may send 2 invitations a minute.' });
  }
  expect(await traces(strict)).toEqual(before);
  await strict.stop();
});

it('what fails to be accepted is counted by the address it came from, and hinders no good token', async () => {
  const strict = await service.another({ FAILED_AUTHENTICATIONS_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });
  const somebody = new Caller(strict.app, { 'x-forwarded-for': '203.0.113.9' });
  const forged = `cfwi_${'0'.repeat(80)}`;
  const seen: number[] = [];
  for (let count = 0; count < 5; count += 1) seen.push((await accept(somebody, forged)).status);
  expect(seen).toEqual([401, 401, 401, 429, 429]);
  expect((await accept(somebody, await tokenFor(strict, await inviteSomebody(service)))).status).toBe(200);
  await strict.app.close();
});

/** All that the service keeps in Postgres, as text: bytes in hexadecimal. */
async function everyRow(): Promise<string> {
  const tables = await service.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'keys'`,
  );
  expect(tables.map(({ name }) => name)).toContain('keys.invitations');
  const rows = await Promise.all(
    tables.map(({ name }) => service.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)),
  );
  return JSON.stringify(rows);
}
