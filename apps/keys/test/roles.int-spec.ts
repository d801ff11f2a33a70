import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions, type Permission } from '#libs/contracts';
import fc from 'fast-check';
import { role, type Answer, type Caller, type ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom, holderOf, strangerTo } from './people.js';

const ROLES = '/api/v1/roles';

interface RoleBody {
  readonly tag: string;
  readonly permissions: readonly Permission[];
  readonly createdDate: string;
  readonly updatedDate: string;
}

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const make = (body: object, by: Caller = service.as()) =>
  by.send<RoleBody & ErrorBody>(ROLES, { method: 'POST', body: { name: 'Role', permissions: [], ...body } });

const change = (tag: string, body: object, by: Caller = service.as()) =>
  by.send<RoleBody & ErrorBody>(`${ROLES}/${tag}`, { method: 'PUT', body: { name: 'Role', permissions: [], ...body } });

const show = (tag: string, by: Caller = service.as()) => by.send<RoleBody & ErrorBody>(`${ROLES}/${tag}`);

const remove = (tag: string, by: Caller = service.as()) => by.send(`${ROLES}/${tag}`, { method: 'DELETE' });

const audited = (tag: string) =>
  service.query<{ action: string }>(`SELECT action FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`, tag);

describe('nobody edits a role', () => {
  it('into more than they hold, be it their own', async () => {
    const { caller, tag } = await holderOf(service, ['Edit roles', 'View roles', 'Edit API keys']);
    const answer = await change(tag, { permissions: [...permissions] }, caller);
    expect(answer).toMatchObject({ status: 403, body: { details: expect.stringMatching(/^permissions: .*Manage users/) } });
    expect((await show(tag)).body.permissions).toEqual(['Edit API keys', 'View roles', 'Edit roles']);
    expect((await caller.send('/api/v1/ip-allowlist')).status).toBe(403);
  });

  it('out of more than they hold, nor deletes or renames such a one', async () => {
    const { caller } = await holderOf(service, ['Edit roles', 'View roles']);
    await make({ tag: 'strong', permissions: ['Manage users'] });
    for (const answer of [await change('strong', {}, caller), await remove('strong', caller)]) {
      expect(answer).toMatchObject({ status: 403, body: { details: expect.stringMatching(/^permissions: .*Manage users/) } });
    }
    expect((await change('strong', { permissions: ['Manage users'], name: 'Weak' }, caller)).status).toBe(403);
    expect((await show('strong')).body).toMatchObject({ name: 'Role', permissions: ['Manage users'] });
  });

  it('whatever they hold, and whatever it grants: what is granted before and after is what they hold, or nothing changes', async () => {
    const some = fc.subarray([...permissions]);
    await make({ tag: 'any' });
    await fc.assert(
      fc.asyncProperty(some, some, some, async (extra, before, after) => {
        const held = [...new Set<Permission>([...extra, 'Edit roles'])];
        const { caller } = await holderOf(service, held);
        await change('any', { permissions: before });
        const isWithin = [...before, ...after].every((permission) => held.includes(permission));
        expect((await change('any', { permissions: after }, caller)).status).toBe(isWithin ? 200 : 403);
        const granted = new Set((await show('any')).body.permissions);
        expect(granted).toEqual(new Set(isWithin ? after : before));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('without "Edit roles"; and sees none without "View roles"', async () => {
    await make({ tag: 'guarded' });
    const { caller: viewer } = await holderOf(service, ['View roles']);
    const { caller: nobody } = await holderOf(service, ['Edit API keys']);
    const calls = (by: Caller) => [make({ tag: 'x' }, by), change('guarded', {}, by), remove('guarded', by)];
    for (const answer of await Promise.all([...calls(viewer), ...calls(nobody), show('guarded', nobody), nobody.send(ROLES)])) {
      expect(answer.status).toBe(403);
    }
    expect((await show('guarded', viewer)).status).toBe(200);
    expect((await show('x')).status).toBe(404);
  });
});

describe('a role of another workspace', () => {
  it('is 404 for everything, in the words of one that never was, is not listed, and can not be given', async () => {
    await make({ tag: 'theirs' });
    const stranger = await strangerTo(service);
    const never = await show('never', stranger);
    const answers = [await show('theirs', stranger), await change('theirs', {}, stranger), await remove('theirs', stranger)];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 404, body: { ...never.body, requestId: expect.any(String) } });
    }
    expect((await stranger.send(ROLES)).body).toEqual({ page: 0, total: 0, totalPages: 0, roles: [] });
    expect((await stranger.post({ name: 'n', roles: [custom('theirs')] })).body.details).toMatch(/^roles\.0\.tag: /);
    expect((await make({ tag: 'theirs' }, stranger)).status).toBe(200);
  });
});

describe('a role in use', () => {
  it('is not deleted, and the answer says by whom it is held', async () => {
    await make({ tag: 'held' });
    const keys = [await service.as().issue({ roles: [custom('held')] }), await service.as().issue({ roles: [custom('held')] })];
    await service.query(`UPDATE keys.users SET roles = roles || '[{"type": "CUSTOM", "tag": "held"}]'`);
    const both = 'This role is in use by 2 API keys and 1 user. Give them another one first.';
    expect(await remove('held')).toMatchObject({ status: 409, body: { type: 'CONFLICT', details: both } });
    await service.query(`UPDATE keys.users SET roles = roles - (jsonb_array_length(roles) - 1)`);
    expect((await remove('held')).body.details).toMatch(/by 2 API keys\./);
    for (const { cid } of keys) await service.as().delete(cid);
    expect(await remove('held')).toMatchObject({ status: 200, text: '' });
    expect((await remove('held')).status).toBe(404);
  });

  it('is held by expired keys too: their date can be moved', async () => {
    await make({ tag: 'expired' });
    await service.as().issue({ roles: [custom('expired')], expirationDate: new Date(Date.now() + 60_000).toISOString() });
    service.clock.moveAhead(120_000);
    expect((await remove('expired')).status).toBe(409);
  });

  it('or one that is being given: of a deletion and a key that come together, one loses', async () => {
    for (let round = 0; round < 15; round += 1) {
      const tag = `raced-${String(round)}`;
      await make({ tag });
      const [issued, removed] = await Promise.all([service.as().post({ name: 'n', roles: [custom(tag)] }), remove(tag)]);
      expect([
        [200, 409],
        [400, 200],
      ]).toContainEqual([issued.status, removed.status]);
      if (issued.status === 400) expect(issued.body.details).toBe('roles.0.tag: there is no custom role with this tag');
    }
  });
});

describe('a change of a role', () => {
  it('holds at once for whoever has it, and is undone as quickly', async () => {
    const { caller, tag } = await holderOf(service, []);
    expect((await caller.send(ROLES)).status).toBe(403);
    await change(tag, { permissions: ['View roles'] });
    expect((await caller.send(ROLES)).status).toBe(200);
    await change(tag, { permissions: [] });
    expect((await caller.send(ROLES)).status).toBe(403);
  });

  it('is told to every node when it changes what is granted', async () => {
    await make({ tag: 'told' });
    const changes = () => service.query(`SELECT 1 FROM keys.changes WHERE subject IN (SELECT id FROM keys.workspaces)`);
    const before = await changes();
    await change('told', { name: 'Only its name' });
    expect(await changes()).toHaveLength(before.length);
    await change('told', { name: 'Only its name', permissions: ['View roles'] });
    expect(await changes()).toHaveLength(before.length + 1);
  });

  it('is audited with who did it, but not when nothing changes', async () => {
    const body = { tag: 'logged', description: 'why', permissions: ['View roles', 'View roles', 'Edit API keys'] };
    await make(body);
    const same = await change('logged', { permissions: ['View roles', 'Edit API keys'] });
    expect(same.body).toMatchObject({ description: 'why', updatedDate: same.body.createdDate });
    await change('logged', { permissions: ['View roles', 'Edit API keys'], description: '' });
    await remove('logged');
    expect(await audited('logged')).toEqual([{ action: 'CREATE' }, { action: 'UPDATE' }, { action: 'DELETE' }]);
  });
});

describe('the list', () => {
  it('has the workspace’s own roles by tag, one page of them, and one array', async () => {
    for (const tag of ['zz-b', 'ZZ-A', 'zz-a']) await make({ tag, permissions: ['View roles'] });
    const { body } = await service.as().send<{ total: number; roles: RoleBody[] }>(`${ROLES}?pageSize=1000`);
    const tags = body.roles.map(({ tag }) => tag);
    expect(tags).toEqual([...tags].sort());
    expect(body).toMatchObject({ page: 0, totalPages: 1, total: tags.length });
    const last = await service.as().send<{ roles: RoleBody[] }>(`${ROLES}?pageSize=1&page=${String(tags.length - 1)}`);
    expect(last.body).toMatchObject({ total: tags.length, totalPages: tags.length, roles: [{ tag: 'zz-b' }] });
    expect(Object.values(last.body).filter(Array.isArray)).toHaveLength(1);
  });
});

describe('a role is refused', () => {
  const good = { name: 'n', tag: 'refused', permissions: [] };
  it.each<readonly [string, object, string]>([
    ['without a name', { ...good, name: undefined }, 'name: is required'],
    ['without a tag', { ...good, tag: undefined }, 'tag: is required'],
    ['without permissions', { ...good, permissions: null }, 'permissions: is required'],
    ['with a bad tag', { ...good, tag: 'my_role' }, 'tag: must be 1 to 64 letters, digits and hyphens'],
    ['with a tag of two lines', { ...good, tag: 'my\n' }, 'tag: must be'],
    ['with a long tag', { ...good, tag: 't'.repeat(65) }, 'tag: must be'],
    ['with a permission nobody knows', { ...good, permissions: ['Fly'] }, 'permissions.0: must be one of "Edit API keys"'],
    ['with a permission in other case', { ...good, permissions: ['View roles', 'edit roles'] }, 'permissions.1: must be one of'],
    ['with a long description', { ...good, description: 'd'.repeat(1_001) }, 'description: '],
    ['with an unknown field', { ...good, type: 'CUSTOM' }, 'type: is not a field here'],
  ])('%s, by name, and nothing is made', async (_, body, details) => {
    const answer = await service.as().send(ROLES, { method: 'POST', body });
    expect(answer).toMatchObject({ status: 400, body: { details: expect.stringContaining(details) } });
    expect((await show('refused')).status).toBe(404);
  });

  it('with the tag of another, also when two come together; a tag in other case is another', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => make({ tag: 'double' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const refused: Answer<ErrorBody> | undefined = answers.find(({ status }) => status === 409);
    expect(refused?.body.details).toMatch(/^tag: there is/);
    expect((await make({ tag: 'Double' })).status).toBe(200);
  });

  it('with a tag, once it is made: that is fixed', async () => {
    await make({ tag: 'fixed' });
    expect((await change('fixed', { tag: 'other' })).body.details).toBe('tag: is not a field here');
    expect((await show('fixed')).status).toBe(200);
  });
});

it('a mix of roles grants all of them together', async () => {
  await make({ tag: 'extra', permissions: ['Configure IP allowlist'] });
  const { apiKey } = await service.as().issue({ roles: [role('USER'), custom('extra')] });
  expect((await service.as(apiKey).send('/api/v1/ip-allowlist')).status).toBe(200);
  expect((await service.as(apiKey).list()).status).toBe(403);
});
