import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyPage } from '../src/api-keys/index.js';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const calls = [
  ['GET', ''],
  ['POST', ''],
  ['GET', '/ak0000000000000000'],
  ['PUT', '/ak0000000000000000'],
  ['DELETE', '/ak0000000000000000'],
  ['POST', '/ak0000000000000000/rotate'],
] as const;

describe('a key without "Edit API keys"', () => {
  it.each(['READ_ONLY', 'USER'])('of role %s gets 403 everywhere, before its body is looked at', async (name) => {
    const { apiKey } = await service.as().issue({ roles: [role(name)] });
    for (const [method, path] of calls) {
      const answer = await service.as(apiKey).send(`/api/v1/auth/key${path}`, { method });
      expect(answer).toMatchObject({ status: 403, body: { type: 'FORBIDDEN', message: 'Forbidden', httpStatus: 403 } });
      expect(answer.body.details).toContain('Edit API keys');
    }
  });
});

describe('a MANAGER', () => {
  it('mints no ADMIN, alone or mixed with other roles, and leaves no row behind', async () => {
    const { apiKey } = await service.as().issue({ roles: [role('MANAGER')] });
    const before = await service.query('SELECT count(*) FROM keys.api_keys');
    for (const roles of [[role('ADMIN')], [role('READ_ONLY'), role('ADMIN')], [role('MANAGER'), role('ADMIN')]]) {
      const answer = await service.as(apiKey).post({ name: 'n', roles });
      expect(answer).toMatchObject({ status: 403, body: { details: expect.stringMatching(/^roles: .*Edit roles/) } });
    }
    expect(await service.query('SELECT count(*) FROM keys.api_keys')).toEqual(before);
  });

  it('mints what it is or less', async () => {
    const { apiKey } = await service.as().issue({ roles: [role('MANAGER')] });
    const roles = [role('MANAGER'), role('USER'), role('READ_ONLY')];
    expect((await service.as(apiKey).post({ name: 'n', roles })).status).toBe(200);
  });

  it('does not change an ADMIN key, not even its name', async () => {
    const { apiKey } = await service.as().issue({ roles: [role('MANAGER')] });
    const admin = await service.as().issue({ name: 'of admin', roles: [role('ADMIN')], expirationDate: '2099-01-01' });
    const answer = await service.as(apiKey).put(admin.cid, { name: 'n', expirationDate: '2099-12-31' });
    expect(answer).toMatchObject({ status: 403, body: { details: expect.stringMatching(/^roles: /) } });
    expect((await service.as().get(admin.cid)).body).toMatchObject({ name: 'of admin', expirationDate: admin.expirationDate });
  });
});

describe('a key of another workspace', () => {
  it('is 404 for everything, in the same words as one that never was, and is not listed', async () => {
    const { cid } = await service.as().issue({ name: 'theirs' });
    const stranger = service.as(await keyOfAnotherWorkspace());
    const never = await stranger.get('ak0000000000000000');
    for (const answer of [await stranger.get(cid), await stranger.put(cid, { name: 'mine' }), await stranger.delete(cid)]) {
      expect(answer).toMatchObject({ status: 404, body: { ...never.body, requestId: expect.any(String) } });
    }
    expect((await stranger.list<ApiKeyPage>()).body).toMatchObject({ total: 1, apiKeys: [{ name: 'moved' }] });
    expect((await service.as().get(cid)).body).toMatchObject({ name: 'theirs' });
  });

  it('can not be given to an owner of this one', async () => {
    const [other] = await service.query<{ id: string }>(`SELECT id FROM keys.users WHERE workspace_id = $1`, OTHER);
    const move = service.query(`UPDATE keys.api_keys SET owner_id = $1 WHERE name = 'theirs'`, other?.id);
    await expect(move).rejects.toThrow(/foreign key/);
  });
});

const OTHER = 'ws0000000000000001';

/** Issues a key and moves it, with its owner, into a workspace of its own, as no route can. */
async function keyOfAnotherWorkspace(): Promise<string> {
  const { apiKey, cid } = await service.as().issue({ name: 'moved', roles: [role('ADMIN')] });
  await service.query(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ($1, 'Other', 'UTC')`, OTHER);
  const user = `INSERT INTO keys.users (id, workspace_id, email, name, roles)
    VALUES ('us0000000000000001', $1, 'o@o', 'O', '[{"type": "DEFAULT", "role": "ADMIN"}]')`;
  await service.query(user, OTHER);
  await service.query(`UPDATE keys.api_keys SET workspace_id = $1, owner_id = 'us0000000000000001' WHERE cid = $2`, OTHER, cid);
  return apiKey;
}
