import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { KEYS_STREAM, streamEvent } from '#libs/contracts';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom, strangerTo } from './people.js';
import { eventsOf, everythingAbout, freshAddress, inviteSomebody, joined, traces, users, USERS } from './users.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const NEVER = 'us0000000000000000';

const admin = () => service.as();

const audited = (id: string) =>
  service.query(
    `SELECT action, object_type AS "objectType", actor_email AS "by" FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`,
    id,
  );

describe('a user of another workspace', () => {
  it('is 404 for everything, in the words of one that never was, and is not listed', async () => {
    const [user, stranger] = [await inviteSomebody(service), await strangerTo(service)];
    const before = await traces(service);
    const never = await Promise.all(everythingAbout(stranger, NEVER));
    for (const [place, answer] of (await Promise.all(everythingAbout(stranger, user.id))).entries()) {
      expect(answer).toMatchObject({ status: 404, body: { ...(never[place]?.body as object), requestId: expect.any(String) } });
    }
    expect((await users.list(stranger)).body).toMatchObject({ total: 1, users: [{ email: 'admin@other.example' }] });
    expect((await stranger.send<object>(`${USERS}/roles?email=${user.email}`)).body).toMatchObject({ total: 0, users: [] });
    expect(await traces(service)).toEqual(before);
  });

  it.each(['x', '%00', 'US0000000000000000', 'us0000000000000000%27', 'ak0000000000000000'])(
    'nor is %s, which never was an id',
    async (id) => {
      for (const answer of await Promise.all(everythingAbout(admin(), id))) expect(answer.status).toBe(404);
    },
  );
});

describe('whoever may not manage users', () => {
  it.each(['READ_ONLY', 'USER', 'MANAGER'])('such as a %s, gets 403 everywhere, and nothing changes', async (name) => {
    const { id } = await inviteSomebody(service);
    const by = service.as((await admin().issue({ roles: [role(name)] })).apiKey);
    const before = await traces(service);
    const answers = [
      users.list(by),
      users.invite(by, { email: freshAddress(), roles: [role('USER')] }),
      ...everythingAbout(by, id),
    ];
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ status: 403, body: { details: expect.stringContaining('Manage users') } });
    }
    expect(await traces(service)).toEqual(before);
    expect((await by.send(`${USERS}/roles`)).status).toBe(name === 'MANAGER' ? 200 : 403);
  });
});

describe('an invited user', () => {
  it('is shown as they were invited, named after their address unless told, with no way to see the link', async () => {
    const email = freshAddress();
    const answer = await users.invite(admin(), { email: ` ${email} `, roles: [role('USER'), role('USER'), role('READ_ONLY')] });
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^us[0-9a-f]{16}$/),
      email,
      name: email.split('@')[0],
      status: 'INVITED',
      roles: [role('USER'), role('READ_ONLY')],
      createdDate: expect.any(String),
      invitation: { invitedBy: 'admin@curfew.localhost', expirationDate: expect.any(String) },
    });
    const { createdDate, invitation } = answer.body;
    expect(Date.parse(invitation?.expirationDate ?? '') - Date.parse(createdDate)).toBe(7 * 86_400_000);
    expect((await users.show(admin(), answer.body.id)).body).toEqual(answer.body);
  });

  it('is told of on the stream, with the invitation but not its link, and in the audit log', async () => {
    const user = await inviteSomebody(service);
    const redis = new Redis(service.redis.url);
    const heard = async () => {
      const entries = await redis.xrange(KEYS_STREAM, '-', '+');
      return entries
        .map(([, fields]) => streamEvent.parse(JSON.parse(fields[1] ?? '')))
        .filter(({ subject }) => subject === user.id);
    };
    const [event] = await until(async () => (await heard()).length > 0 && (await heard()), {
      what: 'the event is on the stream',
    });
    redis.disconnect();
    expect(event).toMatchObject({
      type: 'UserChanged',
      data: {
        ...{ id: user.id, workspaceName: 'Curfew', version: 1, email: user.email, status: 'INVITED', isAdmin: false },
        invitation: {
          id: expect.stringMatching(/^in/),
          invitedBy: 'admin@curfew.localhost',
          expiresAt: user.invitation?.expirationDate,
        },
      },
    });
    expect(await audited(user.id)).toEqual([{ action: 'CREATE', objectType: 'USER', by: 'admin@curfew.localhost' }]);
  });

  it('is one per address, whatever its case, also when five come at once', async () => {
    const email = freshAddress();
    const spelled = [email, email.toUpperCase(), `P${email.slice(1)}`, email, email];
    const answers = await Promise.all(spelled.map((one) => users.invite(admin(), { email: one, roles: [role('USER')] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ type: 'CONFLICT', details: expect.stringMatching(/^email: /) });
    expect((await users.list(admin(), `?q=${email}`)).body.total).toBe(1);
  });

  it.each<readonly [string, object, string]>([
    ['no address', { roles: [role('USER')] }, 'email: is required'],
    ['what is no address', { email: 'ada', roles: [role('USER')] }, 'email: must be an email address'],
    ['two addresses', { email: 'a@b.example,c@d.example', roles: [role('USER')] }, 'email: must be an email address'],
    ['a header after the address', { email: 'a@b.example\r\nBcc: c@d.example', roles: [role('USER')] }, 'email: must be'],
    ['a null byte', { email: 'a\u0000@b.example', roles: [role('USER')] }, 'email: must be an email address'],
    ['a long address', { email: `${'a'.repeat(250)}@b.example`, roles: [role('USER')] }, 'email: must be at most 254'],
    ['no roles', { email: 'new@b.example' }, 'roles: is required'],
    ['an empty list of roles', { email: 'new@b.example', roles: [] }, 'roles: must hold'],
    [
      'a custom role there is not',
      { email: 'new@b.example', roles: [custom('nowhere')] },
      'roles.0.tag: there is no custom role',
    ],
    ['a name of two lines', { email: 'new@b.example', name: 'a\nb', roles: [role('USER')] }, 'name: '],
    ['a status', { email: 'new@b.example', roles: [role('USER')], status: 'ACTIVE' }, 'status: is not a field here'],
  ])('is not made of %s, and the field is named', async (_, body, details) => {
    const before = await traces(service);
    expect(await users.invite(admin(), body)).toMatchObject({ status: 400, body: { details: expect.stringContaining(details) } });
    expect(await traces(service)).toEqual(before);
  });
});

describe('a change of a user', () => {
  it('holds at once for a token that is in use, and is undone as quickly', async () => {
    const { user, caller } = await joined(service, [role('MANAGER')]);
    for (let use = 0; use < 3; use += 1) expect((await caller.list()).status).toBe(200);
    expect((await users.change(admin(), user.id, { roles: [role('USER')] })).body.roles).toEqual([role('USER')]);
    expect((await caller.list()).status).toBe(403);
    await users.change(admin(), user.id, { roles: [role('MANAGER')] });
    expect((await caller.list()).status).toBe(200);
  });

  it('is a new version, told to others and audited; what is absent stays', async () => {
    const user = await inviteSomebody(service, [role('USER')]);
    expect((await users.change(admin(), user.id, { name: 'Grace' })).body).toEqual({ ...user, name: 'Grace' });
    expect((await users.change(admin(), user.id, { roles: [role('ADMIN')], name: null })).body).toMatchObject({ name: 'Grace' });
    expect(await eventsOf(service, user)).toMatchObject([
      { data: { version: 1 } },
      { data: { version: 2, name: 'Grace', isAdmin: false, invitation: { id: expect.any(String) } } },
      { data: { version: 3, isAdmin: true } },
    ]);
    expect((await audited(user.id)).slice(1)).toMatchObject([{ action: 'UPDATE' }, { action: 'UPDATE' }]);
  });

  it('leaves no trace when it changes nothing: not by an empty body, nor by roles in another order', async () => {
    const user = await inviteSomebody(service, [role('USER'), role('READ_ONLY')]);
    const before = await traces(service);
    for (const body of [{}, { name: user.name }, { roles: [role('READ_ONLY'), role('USER'), role('USER')] }]) {
      expect((await users.change(admin(), user.id, body)).body).toEqual(user);
    }
    expect(await traces(service)).toEqual(before);
  });

  it.each([
    [{ email: 'other@example.com' }, 'email: is not a field here'],
    [{ roles: [] }, 'roles: must hold'],
    [{ name: '' }, 'name: '],
  ])('%j is refused, and the field is named', async (body, details) => {
    const user = await inviteSomebody(service);
    expect(await users.change(admin(), user.id, body)).toMatchObject({
      status: 400,
      body: { details: expect.stringContaining(details) },
    });
    expect((await users.show(admin(), user.id)).body).toEqual(user);
  });
});

describe('a deactivated user', () => {
  it('has no token any more, on any node, from the answer on; their keys live on', async () => {
    const other = await service.another();
    const { user, token, caller } = await joined(service, [role('MANAGER')]);
    const { apiKey } = await caller.issue({ roles: [role('MANAGER')] });
    for (const node of [service, other]) expect((await node.as(token).list()).status).toBe(200);
    expect(await users.deactivate(admin(), user.id)).toMatchObject({ status: 200, text: '' });
    expect((await caller.list()).status).toBe(401);
    await until(async () => (await other.as(token).list()).status === 401, {
      what: 'the other node refuses it',
      withinMs: 1_000,
    });
    for (const node of [service, other]) expect((await node.as(apiKey).list()).status).toBe(200);
    await other.app.close();
  });

  it('is what they were as soon as they are reactivated', async () => {
    const { user, caller } = await joined(service, [role('MANAGER')]);
    await users.deactivate(admin(), user.id);
    expect((await users.show(admin(), user.id)).body).toEqual({
      ...user,
      status: 'DEACTIVATED',
      deactivatedDate: expect.any(String),
    });
    expect((await caller.list()).status).toBe(401);
    expect((await users.reactivate(admin(), user.id)).body).toEqual(user);
    expect((await caller.list()).status).toBe(200);
    expect(await eventsOf(service, user)).toMatchObject([
      { data: { status: 'INVITED' } },
      { data: { status: 'ACTIVE', version: 2, invitation: null } },
      { data: { status: 'DEACTIVATED', version: 3 } },
      { data: { status: 'ACTIVE', version: 4 } },
    ]);
    expect((await audited(user.id)).map((entry) => (entry as { action: string }).action)).toEqual([
      'CREATE',
      'UPDATE',
      'DELETE',
      'UPDATE',
    ]);
  });

  it('stays, and a second time changes nothing, nor does reactivating somebody who is in', async () => {
    const { user } = await joined(service);
    await users.deactivate(admin(), user.id);
    const before = await traces(service);
    expect((await users.deactivate(admin(), user.id)).status).toBe(200);
    expect(await traces(service)).toEqual(before);
    await users.reactivate(admin(), user.id);
    const after = await traces(service);
    expect((await users.reactivate(admin(), user.id)).body.status).toBe('ACTIVE');
    expect(await traces(service)).toEqual(after);
  });

  it('can be deleted by nothing the service does', async () => {
    const { id } = await inviteSomebody(service);
    await expect(service.query('DELETE FROM keys.users WHERE id = $1', id)).rejects.toThrow(/permission denied/);
    await expect(service.query('DELETE FROM keys.invitations WHERE user_id = $1', id)).rejects.toThrow(/permission denied/);
  });
});

describe('a custom role that a user holds', () => {
  const make = (tag: string) => admin().send('/api/v1/roles', { method: 'POST', body: { name: 'Role', tag, permissions: [] } });
  const remove = (tag: string) => admin().send(`/api/v1/roles/${tag}`, { method: 'DELETE' });

  it('is not deleted, be they invited, in or deactivated', async () => {
    await make('held');
    const { id } = await inviteSomebody(service, [custom('held')]);
    expect(await remove('held')).toMatchObject({ status: 409, body: { details: expect.stringContaining('1 user') } });
    await users.deactivate(admin(), id);
    expect((await remove('held')).status).toBe(409);
    await users.change(admin(), id, { roles: [role('USER')] });
    expect((await remove('held')).status).toBe(200);
  });

  it('or is about to: of a deletion and an invitation that come together, one loses', async () => {
    for (let round = 0; round < 10; round += 1) {
      const tag = `raced-${String(round)}`;
      await make(tag);
      const body = { email: freshAddress(), roles: [custom(tag)] };
      const [invited, removed] = await Promise.all([users.invite(admin(), body), remove(tag)]);
      expect([
        [200, 409],
        [400, 200],
      ]).toContainEqual([invited.status, removed.status]);
    }
  });
});
