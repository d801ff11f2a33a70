import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions } from '#libs/contracts';
import { role, type Caller } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom, holderOf } from './people.js';
import { keyOf, personOf } from './token-owners.js';
import { list, post, revoke, show } from './tokens.js';
import { freshAddress, joined, traces, users } from './users.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const NO_SAY = { status: 403, body: { type: 'FORBIDDEN', details: expect.stringContaining('tokens of its owner') } };

describe("whoever gets hold of somebody's API key", () => {
  it.each(['READ_ONLY', 'USER', 'MANAGER'])(
    '%s: makes no token of its owner, though it may do all that they may: the token would rise with them',
    async (name) => {
      const owner = await personOf(service, name);
      const { body } = await post<{ id: string }>(owner.caller, { name: 'mine' });
      const stolen = await keyOf(service, owner.id, name);
      const before = await traces(service);
      for (const asked of [post(stolen, { name: 'n' }), list(stolen), show(stolen, body.id), revoke(stolen, body.id)]) {
        expect(await asked).toMatchObject(NO_SAY);
      }
      const feed = await stolen.send('/api/v1/calendar-feeds', { method: 'POST', body: {} });
      expect(feed).toMatchObject({ status: 403, body: { details: expect.any(String) } });
      expect(await traces(service)).toEqual(before);
    },
  );

  it('by rotating it makes no token of its owner either', async () => {
    const [owner, rotator] = [await personOf(service, 'MANAGER'), await joined(service, [role('MANAGER')])];
    const issued = await owner.caller.issue({ roles: [role('MANAGER')] });
    const rotated = await rotator.caller.send<{ apiKey: string }>(`/api/v1/auth/key/${issued.cid}/rotate`, { method: 'POST' });
    expect(rotated.status).toBe(200);
    expect(await post(service.as(rotated.body.apiKey), { name: 'n' })).toMatchObject(NO_SAY);
  });
});

it("a key that holds every permission handles its owner's tokens: they can never do more than it does", async () => {
  const { id } = await personOf(service, 'READ_ONLY');
  expect((await post(await keyOf(service, id, 'ADMIN'), { name: 'n' })).status).toBe(200);
});

describe('an admin who was put out, or down, with an API key that they have kept', () => {
  /** Everything by which they might come back, as they would ask for it. */
  const attempts = (kept: Caller, me: string, victim: string) => [
    users.reactivate(kept, me),
    users.change(kept, me, { roles: [role('ADMIN')] }),
    users.invite(kept, { email: freshAddress(), roles: [role('ADMIN')] }),
    users.deactivate(kept, victim),
  ];

  it('does not come back once deactivated, nor changes anybody', async () => {
    const [{ user, caller }, victim] = [await joined(service, [role('ADMIN')]), await joined(service)];
    const kept = service.as((await caller.issue({ roles: [role('ADMIN')] })).apiKey);
    await users.deactivate(service.as(), user.id);
    const before = await traces(service);
    for (const attempt of attempts(kept, user.id, victim.user.id)) expect(await attempt).toMatchObject({ status: 403 });
    expect(await traces(service)).toEqual(before);
    expect((await kept.list()).status).toBe(200);
  });

  it('does not rise again once demoted, neither as themselves nor by inviting another', async () => {
    const [{ user, caller }, victim] = [await joined(service, [role('ADMIN')]), await joined(service)];
    const kept = service.as((await caller.issue({ roles: [role('ADMIN')] })).apiKey);
    await users.change(service.as(), user.id, { roles: [role('MANAGER')] });
    const before = await traces(service);
    for (const attempt of attempts(kept, user.id, victim.user.id)) {
      expect(await attempt).toMatchObject({ status: 403, body: { details: expect.stringContaining('Manage users') } });
    }
    expect(await traces(service)).toEqual(before);
  });

  it('who may still manage users gives nobody more with it than they hold themselves now', async () => {
    const [{ user, caller }, { tag }] = [await joined(service, [role('ADMIN')]), await holderOf(service, ['Manage users'])];
    const kept = service.as((await caller.issue({ roles: [role('ADMIN')] })).apiKey);
    await users.change(service.as(), user.id, { roles: [custom(tag)] });
    expect((await users.invite(kept, { email: freshAddress(), roles: [role('ADMIN')] })).status).toBe(403);
    expect((await users.change(kept, user.id, { roles: [role('MANAGER')] })).status).toBe(403);
    expect((await users.invite(kept, { email: freshAddress(), roles: [custom(tag)] })).status).toBe(200);
  });

  it('does not widen the custom role that they hold, nor make one', async () => {
    const [{ user, caller }, { tag }] = [await joined(service, [role('ADMIN')]), await holderOf(service, ['View roles'])];
    const kept = service.as((await caller.issue({ roles: [role('ADMIN')] })).apiKey);
    await users.change(service.as(), user.id, { roles: [custom(tag)] });
    const before = await service.query('SELECT * FROM keys.roles ORDER BY tag');
    const widened = { name: tag, permissions };
    for (const attempt of [
      kept.send(`/api/v1/roles/${tag}`, { method: 'PUT', body: widened }),
      kept.send('/api/v1/roles', { method: 'POST', body: { ...widened, tag: 'of-the-fallen' } }),
      kept.send(`/api/v1/roles/${tag}`, { method: 'DELETE' }),
    ]) {
      expect(await attempt).toMatchObject({ status: 403, body: { details: expect.stringContaining('Edit roles') } });
    }
    expect(await service.query('SELECT * FROM keys.roles ORDER BY tag')).toEqual(before);
  });
});
