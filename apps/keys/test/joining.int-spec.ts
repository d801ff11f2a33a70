import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { accept, ACCEPT, eventsOf, inviteSomebody, joined, tokenFor, traces, users } from './users.js';

const REFUSED = 'This invitation is not valid, or no longer. Ask whoever invited you for another one.';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start({ TRUSTED_PROXIES: '127.0.0.1' });
});

afterAll(() => service.stop());

const DAY_MS = 86_400_000;

/** Presents a token without a credential; it must be refused as every other, and change nothing. */
async function expectRefused(token: string, body: object = {}): Promise<void> {
  const before = await traces(service);
  expect(await accept(service.anonymous(), token, body)).toMatchObject({
    status: 401,
    body: { message: 'Unauthorized', type: 'UNCATEGORIZED', details: REFUSED, httpStatus: 401 },
  });
  expect(await traces(service)).toEqual(before);
}

describe('a token is refused, in the same words whatever is wrong', () => {
  it.each([
    ['nothing', ''],
    ['noise', 'let me in\u0000'],
    ['the id of an invitation', 'in0000000000000000'],
    ['one of the right shape', `cfwi_${'0'.repeat(80)}`],
    ['a key', 'cfw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000'],
  ])('that is %s', async (_, token) => {
    await expectRefused(token);
  });

  it('that was forged: with one digit changed, or made for another invitation', async () => {
    const [mine, other] = [await inviteSomebody(service), await inviteSomebody(service)];
    const [token, theirs] = [await tokenFor(service, mine), await tokenFor(service, other)];
    const digit = token.endsWith('0') ? '1' : '0';
    for (const forged of [
      token.slice(0, -1) + digit,
      theirs.slice(0, 21) + token.slice(21),
      token.toUpperCase(),
      ` ${token}`,
      `${token}0`,
    ])
      await expectRefused(forged);
    expect((await accept(service.anonymous(), token)).status).toBe(200);
  });

  it('that was used, whoever comes with it', async () => {
    const token = await tokenFor(service, await inviteSomebody(service));
    expect((await accept(service.anonymous(), token)).status).toBe(200);
    await expectRefused(token, { name: 'Somebody else' });
    expect(await accept(service.as(), token)).toMatchObject({ status: 401, body: { details: REFUSED } });
  });

  it('that was replaced by a newer invitation, which is good', async () => {
    const user = await inviteSomebody(service);
    const first = await tokenFor(service, user);
    expect(await users.inviteAgain(service.as(), user.id)).toMatchObject({ status: 200, body: { status: 'INVITED' } });
    const second = await tokenFor(service, user);
    await expectRefused(first);
    expect((await accept(service.anonymous(), second)).status).toBe(200);
    const [one, two] = (await eventsOf(service, user)) as { data: { invitation: { id: string }; version: number } }[];
    expect([one?.data.version, two?.data.version]).toEqual([1, 2]);
    expect(one?.data.invitation.id).not.toBe(two?.data.invitation.id);
  });

  it('that belongs to somebody who was deactivated meanwhile, also once they are reactivated', async () => {
    const user = await inviteSomebody(service);
    const token = await tokenFor(service, user);
    await users.deactivate(service.as(), user.id);
    await expectRefused(token);
    expect((await users.reactivate(service.as(), user.id)).body).toMatchObject({ status: 'INVITED' });
    await expectRefused(token);
    await users.inviteAgain(service.as(), user.id);
    expect((await accept(service.anonymous(), await tokenFor(service, user))).status).toBe(200);
  });

  it('that has expired, seven days after it was made, and not a moment sooner', async () => {
    const [early, late] = [await inviteSomebody(service), await inviteSomebody(service)];
    const tokens = [await tokenFor(service, early), await tokenFor(service, late)] as const;
    const ends = Date.parse(late.invitation?.expirationDate ?? '');
    service.clock.moveAhead(Date.parse(early.invitation?.expirationDate ?? '') - service.clock.now().getTime() - 5_000);
    expect((await accept(service.anonymous(), tokens[0])).status).toBe(200);
    service.clock.moveAhead(ends - service.clock.now().getTime());
    await expectRefused(tokens[1]);
    expect((await users.show(service.as(), late.id)).body.invitation?.expirationDate).toBe(late.invitation?.expirationDate);
    await users.inviteAgain(service.as(), late.id);
    expect((await accept(service.anonymous(), await tokenFor(service, late))).status).toBe(200);
  });
});

describe('an invitation that is accepted', () => {
  it('answers the user, who is in, and a first token that may do what they may, for 30 days', async () => {
    const now = service.clock.now().getTime();
    const user = await inviteSomebody(service, [role('MANAGER')]);
    const answer = await accept(service.anonymous(), await tokenFor(service, user), { name: ' Ada ' });
    const { invitation: _over, ...rest } = user;
    expect(answer.body).toEqual({
      user: { ...rest, name: 'Ada', status: 'ACTIVE', joinedDate: expect.any(String) },
      token: {
        id: expect.stringMatching(/^pt[0-9a-f]{16}$/),
        token: expect.stringMatching(/^cfwp_[0-9A-Za-z]{49}$/),
        name: 'First token',
        description: expect.any(String),
        expirationDate: expect.any(String),
      },
    });
    const days = (Date.parse(answer.body.token.expirationDate) - now) / DAY_MS;
    expect(days).toBeGreaterThanOrEqual(30);
    expect(days).toBeLessThan(30.01);
    expect((await service.as(answer.body.token.token).list()).status).toBe(200);
    expect((await users.show(service.as(), user.id)).body).toEqual(answer.body.user);
  });

  it.each([
    [true, 7, 7],
    [true, 400, 30],
    [false, 7, 30],
  ])('gives a token that complies: required %s, at most %i days: %i days', async (required, most, expected) => {
    const policy = `INSERT INTO keys.security_policies (workspace_id, require_expiration, maximum_lifetime_days)
      SELECT id, $1, $2 FROM keys.workspaces ON CONFLICT (workspace_id) DO UPDATE SET require_expiration = $1, maximum_lifetime_days = $2`;
    await service.query(policy, required, most);
    const now = service.clock.now().getTime();
    const { body } = await accept(service.anonymous(), await tokenFor(service, await inviteSomebody(service)));
    expect(Math.round((Date.parse(body.token.expirationDate) - now) / DAY_MS)).toBe(expected);
    await service.query('DELETE FROM keys.security_policies');
  });

  it('is audited as the user’s own doing, without a credential, from where they came', async () => {
    const user = await inviteSomebody(service);
    const before = await service.query<{ id: string }>('SELECT max(id) AS id FROM keys.audit_entries');
    const body = { token: await tokenFor(service, user) };
    await service.anonymous().send(ACCEPT, { method: 'POST', body, headers: { 'x-forwarded-for': '203.0.113.9' } });
    const entries = `
      SELECT action, object_type AS "objectType", actor_type AS "actorType", actor_credential AS credential, actor_email AS email,
             ip_address AS address FROM keys.audit_entries WHERE id > $1 ORDER BY id`;
    const who = { actorType: 'ANONYMOUS', credential: null, email: user.email, address: '203.0.113.9' };
    expect(await service.query(entries, before[0]?.id)).toEqual([
      { action: 'UPDATE', objectType: 'USER', ...who },
      { action: 'CREATE', objectType: 'PERSONAL_API_KEY', ...who },
    ]);
  });

  it('is accepted once, though ten come with it at the same instant', async () => {
    const user = await inviteSomebody(service);
    const token = await tokenFor(service, user);
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(service.anonymous(), token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 401)]);
    expect(await service.query('SELECT FROM keys.personal_tokens WHERE user_id = $1', user.id)).toHaveLength(1);
    expect(await eventsOf(service, user)).toHaveLength(2);
  });

  it('lets nobody in who is put out at the same instant', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = await inviteSomebody(service);
      const token = await tokenFor(service, user);
      const [answer, out] = await Promise.all([accept(service.anonymous(), token), users.deactivate(service.as(), user.id)]);
      expect([200, 401]).toContain(answer.status);
      expect(out.status).toBe(200);
      expect((await users.show(service.as(), user.id)).body.status).toBe('DEACTIVATED');
      if (answer.status === 200) expect((await service.as(answer.body.token.token).list()).status).toBe(401);
    }
  });

  it('and one that is sent again at the same instant, leave one way in at most', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = await inviteSomebody(service);
      const [answer, again] = await Promise.all([
        accept(service.anonymous(), await tokenFor(service, user)),
        users.inviteAgain(service.as(), user.id),
      ]);
      expect([
        [200, 409],
        [401, 200],
      ]).toContainEqual([answer.status, again.status]);
    }
  });

  it('can not be sent again, nor to somebody who was deactivated', async () => {
    const { user } = await joined(service);
    const before = await traces(service);
    expect(await users.inviteAgain(service.as(), user.id)).toMatchObject({ status: 409, body: { type: 'CONFLICT' } });
    expect(await traces(service)).toEqual(before);
    await users.deactivate(service.as(), user.id);
    expect((await users.inviteAgain(service.as(), user.id)).status).toBe(409);
  });
});

describe('the way in', () => {
  it('is one method of one route; everything around it needs a credential', async () => {
    const body = { token: await tokenFor(service, await inviteSomebody(service)) };
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const)
      expect((await service.anonymous().send(ACCEPT, { method })).status).toBe(401);
    for (const path of [
      `${ACCEPT}/`,
      `${ACCEPT}/x`,
      '/api/v1/invitations',
      `/api/v1/invitations/${body.token}`,
      ACCEPT.toUpperCase(),
    ])
      expect((await service.anonymous().send(path, { method: 'POST', body })).status).toBe(401);
  });

  it('judges a credential that is presented, and takes a good one for no obstacle', async () => {
    const token = await tokenFor(service, await inviteSomebody(service));
    for (const authorization of ['Bearer x', 'Bearer', 'Basic YTpi', '', `Bearer ${token}`]) {
      const answer = await service.anonymous().send(ACCEPT, { method: 'POST', body: { token }, headers: { authorization } });
      expect({ authorization, status: answer.status }).toEqual({ authorization, status: 401 });
    }
    expect((await accept(service.as(), token)).status).toBe(200);
  });

  it.each<readonly [object | string, string]>([
    [{}, 'token: is required'],
    [{ token: 1 }, 'token: must be a string'],
    [{ token: 'x'.repeat(513) }, 'token: must be at most 512 characters'],
    [{ token: 'x', name: 'a\nb' }, 'name: '],
    [{ token: 'x', roles: [role('ADMIN')] }, 'roles: is not a field here'],
    ['{', 'The body is not well-formed JSON.'],
  ])('refuses %j, and says why', async (body, details) => {
    const answer = await service
      .anonymous()
      .send(ACCEPT, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(answer).toMatchObject({ status: 400, body: { details: expect.stringContaining(details) } });
  });

  it('takes no token from an address, even next to a good one', async () => {
    const token = await tokenFor(service, await inviteSomebody(service));
    const answer = await service.anonymous().send(`${ACCEPT}?token=${token}`, { method: 'POST', body: { token } });
    expect(answer).toMatchObject({ status: 400, body: { details: expect.stringMatching(/^token: /) } });
    expect((await service.anonymous().send(`${ACCEPT}?next=${token}`, { method: 'POST', body: { token } })).status).toBe(400);
    expect((await accept(service.anonymous(), token)).status).toBe(200);
  });

  it('is closed to whom the IP allowlist keeps out; the invitation waits for them to come from elsewhere', async () => {
    const user = await inviteSomebody(service);
    const body = { token: await tokenFor(service, user) };
    const from = (address: string) =>
      service.anonymous().send(ACCEPT, { method: 'POST', body, headers: { 'x-forwarded-for': address } });
    const allow = (entries: readonly object[]) =>
      service.as().send('/api/v1/ip-allowlist?force=true', { method: 'PUT', body: { entries } });
    await allow([{ address: '127.0.0.0/8' }, { address: '203.0.113.7' }]);
    expect(await from('203.0.113.8')).toMatchObject({ status: 403, body: { details: 'Forbidden IP address' } });
    expect((await users.show(service.as(), user.id)).body.status).toBe('INVITED');
    await service.query(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws00000000000000ff', 'Open to all', 'UTC')`);
    await until(async () => (await from('203.0.113.8')).body.details === 'Forbidden IP address', {
      what: 'their own list counts',
    });
    expect((await from('203.0.113.7')).status).toBe(200);
    await allow([]);
  });
});
