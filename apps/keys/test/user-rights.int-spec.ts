import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions, type Permission } from '#libs/contracts';
import fc from 'fast-check';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom, holderOf } from './people.js';
import { everythingAbout, freshAddress, inviteSomebody, joined, traces, users } from './users.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

/** The administrator of the first start. */
async function firstAdmin(): Promise<string> {
  const [user] = (await users.list(service.as(), '?q=admin@curfew.localhost')).body.users;
  return user?.id ?? '';
}

describe('a MANAGER who may manage users', () => {
  it('makes no ADMIN, alone or mixed with other roles, and no one who may do more than they', async () => {
    await service.as().send('/api/v1/roles', { method: 'POST', body: { name: 'r', tag: 'editor', permissions: ['Edit roles'] } });
    const { tag } = await holderOf(service, ['Manage users']);
    const { caller } = await joined(service, [role('MANAGER'), custom(tag)]);
    const before = await traces(service);
    for (const roles of [[role('ADMIN')], [role('USER'), role('ADMIN')], [role('USER'), custom('editor')]]) {
      const answer = await users.invite(caller, { email: freshAddress(), roles });
      expect(answer).toMatchObject({ status: 403, body: { details: expect.stringMatching(/^roles: .*Edit roles/) } });
    }
    expect(await traces(service)).toEqual(before);
    expect((await users.invite(caller, { email: freshAddress(), roles: [role('MANAGER'), custom(tag)] })).status).toBe(200);
  });

  it('makes nobody an ADMIN, be it themselves, nor touches one in any way', async () => {
    const { tag } = await holderOf(service, ['Manage users']);
    const { user, caller } = await joined(service, [role('MANAGER'), custom(tag)]);
    const admins = [(await inviteSomebody(service, [role('ADMIN')])).id, await firstAdmin()];
    const before = await traces(service);
    expect((await users.change(caller, user.id, { roles: [role('ADMIN')] })).status).toBe(403);
    for (const id of admins) {
      for (const answer of await Promise.all(everythingAbout(caller, id).slice(1))) expect(answer.status).toBe(403);
      expect((await users.change(caller, id, { roles: [role('READ_ONLY')] })).status).toBe(403);
    }
    expect(await traces(service)).toEqual(before);
  });
});

describe('nobody', () => {
  it('gives more than they hold, nor changes whoever holds more, whatever both are', async () => {
    const some = fc.subarray([...permissions]);
    await fc.assert(
      fc.asyncProperty(some, some, some, async (extra, before, after) => {
        const held = [...new Set<Permission>([...extra, 'Manage users'])];
        const { caller } = await holderOf(service, held);
        const [{ tag: had }, { tag: given }] = [await holderOf(service, before), await holderOf(service, after)];
        const { id } = await inviteSomebody(service, [custom(had)]);
        const isWithin = (granted: readonly Permission[]) => granted.every((permission) => held.includes(permission));
        const invited = await users.invite(caller, { email: freshAddress(), roles: [role('USER'), custom(given)] });
        expect(invited.status).toBe(isWithin(after) ? 200 : 403);
        const changed = await users.change(caller, id, { roles: [custom(given)] });
        expect(changed.status).toBe(isWithin([...before, ...after]) ? 200 : 403);
        const now = (await users.show(service.as(), id)).body.roles;
        expect(now).toEqual([custom(changed.status === 200 ? given : had)]);
        expect((await users.deactivate(caller, id)).status).toBe(isWithin(changed.status === 200 ? after : before) ? 200 : 403);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

describe('the last active ADMIN', () => {
  const CONFLICT = { status: 409, body: { type: 'CONFLICT', details: expect.stringContaining('last active ADMIN') } };

  it('is neither deactivated nor demoted, by anybody, whoever else is invited or was deactivated', async () => {
    await inviteSomebody(service, [role('ADMIN')]);
    const { user } = await joined(service, [role('ADMIN')]);
    await users.deactivate(service.as(), user.id);
    const [id, before] = [await firstAdmin(), await traces(service)];
    expect(await users.deactivate(service.as(), id)).toMatchObject(CONFLICT);
    expect(await users.change(service.as(), id, { roles: [role('MANAGER')] })).toMatchObject(CONFLICT);
    expect(await traces(service)).toEqual(before);
    expect((await users.change(service.as(), id, { roles: [role('ADMIN'), role('USER')] })).status).toBe(200);
  });

  it('is left when two deactivate or demote each other at once: one loses', async () => {
    const id = await firstAdmin();
    for (let round = 0; round < 10; round += 1) {
      const { user, caller } = await joined(service, [role('ADMIN')]);
      const attack = (by: typeof caller, whom: string) =>
        round % 2 === 0 ? users.deactivate(by, whom) : users.change(by, whom, { roles: [role('USER')] });
      const [mine, theirs] = await Promise.all([attack(service.as(), user.id), attack(caller, id)]);
      expect([mine.status === 200, theirs.status === 200]).toContain(true);
      expect([mine.status, theirs.status]).not.toEqual([200, 200]);
      const active = `SELECT id FROM keys.users WHERE deactivated_at IS NULL AND joined_at IS NOT NULL AND roles @> $1`;
      expect(await service.query(active, JSON.stringify([role('ADMIN')]))).toHaveLength(1);
      await service.query(
        `UPDATE keys.users SET deactivated_at = NULL, roles = $2 WHERE id = $1`,
        id,
        JSON.stringify([role('ADMIN')]),
      );
      await service.query(`UPDATE keys.users SET roles = $2 WHERE id = $1`, user.id, JSON.stringify([role('USER')]));
    }
  });
});

it('of two who put each other out with their tokens one comes too late, though there are other ADMINs', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [one, other] = [await joined(service, [role('ADMIN')]), await joined(service, [role('ADMIN')])];
    const answers = await Promise.all([users.deactivate(one.caller, other.user.id), users.deactivate(other.caller, one.user.id)]);
    const [won, lost] = answers.map(({ status }) => status).sort();
    expect(won).toBe(200);
    expect([401, 403]).toContain(lost);
    const left = await service.query('SELECT FROM keys.users WHERE id = ANY($1) AND deactivated_at IS NULL', [
      one.user.id,
      other.user.id,
    ]);
    expect(left).toHaveLength(1);
  }
});
