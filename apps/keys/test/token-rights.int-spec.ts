import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { changeUser, personOf } from './token-owners.js';
import { issue, list, post, revoke, show } from './tokens.js';

const NEVER = 'pt0000000000000000';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

/** Rows, events and audit entries: what must not change. */
const traces = () =>
  service.query(`
    SELECT (SELECT count(*) FROM keys.personal_tokens WHERE revoked_at IS NULL) AS tokens,
           (SELECT count(*) FROM keys.outbox) AS events, (SELECT count(*) FROM keys.audit_entries) AS entries`);

describe('the rights of a token', () => {
  it.each(['READ_ONLY', 'USER', 'MANAGER', 'ADMIN'])('%s: everybody may have one, and handle their own with it', async (name) => {
    const { caller } = await personOf(service, name);
    const { token } = await issue(caller);
    const { id } = await issue(service.as(token), { name: 'made by a token' });
    expect((await list(service.as(token))).body.total).toBe(2);
    expect((await revoke(service.as(token), id)).status).toBe(200);
  });

  it('are what its owner may, and not a permission more', async () => {
    const [viewer, manager] = [await personOf(service, 'READ_ONLY'), await personOf(service, 'MANAGER')];
    const asViewer = service.as((await issue(viewer.caller)).token);
    expect((await asViewer.list()).status).toBe(403);
    const asManager = service.as((await issue(manager.caller)).token);
    expect((await asManager.list()).status).toBe(200);
    expect((await asManager.post({ name: 'n', roles: [role('ADMIN')] })).status).toBe(403);
    for (const path of ['/api/v1/ip-allowlist']) {
      expect({ path, status: (await asManager.send(path)).status }).toEqual({ path, status: 403 });
    }
  });

  it('follow their owner down and up again, without a new token', async () => {
    const { id, caller } = await personOf(service, 'ADMIN');
    const holder = service.as((await issue(caller)).token);
    expect((await holder.list()).status).toBe(200);
    await changeUser(service, id, `roles = '[{"type": "DEFAULT", "role": "READ_ONLY"}]'`);
    await until(async () => (await holder.list()).status === 403, { what: 'the downgrade counts', withinMs: 1_000 });
    expect((await holder.post({ name: 'n', roles: [role('READ_ONLY')] })).status).toBe(403);
    expect((await list(holder)).status).toBe(200);
    await changeUser(service, id, `roles = '[{"type": "DEFAULT", "role": "MANAGER"}]'`);
    await until(async () => (await holder.list()).status === 200, { what: 'the upgrade counts', withinMs: 1_000 });
  });

  it('end with the deactivation of its owner, and no key of theirs makes another', async () => {
    const { id, caller } = await personOf(service, 'USER');
    const { token } = await issue(caller);
    await changeUser(service, id, 'deactivated_at = now()');
    await until(async () => (await list(service.as(token))).status === 401, { what: 'the token is refused', withinMs: 1_000 });
    const before = await traces();
    expect(await post(caller, { name: 'n' })).toMatchObject({
      status: 403,
      body: { details: expect.stringContaining('deactivated') },
    });
    expect(await traces()).toEqual(before);
  });
});

describe("another user's token", () => {
  it('is 404 for everybody else, an ADMIN too, in the words for one that never was, and is not listed', async () => {
    const [owner, other] = [await personOf(service, 'USER'), await personOf(service, 'ADMIN')];
    const { id, token } = await issue(owner.caller);
    for (const stranger of [other.caller, service.as((await issue(other.caller)).token), service.as()]) {
      const never = await show(stranger, NEVER);
      expect(never.status).toBe(404);
      for (const answer of [await show(stranger, id), await revoke(stranger, id)]) {
        expect(answer).toMatchObject({ status: 404, body: { ...never.body, requestId: expect.any(String) } });
      }
      const { tokens } = (await list(stranger, '?pageSize=1000')).body;
      expect(tokens.map((one) => one.id)).not.toContain(id);
    }
    expect((await list(service.as(token))).body).toMatchObject({ total: 1, tokens: [{ id }] });
  });

  it.each(['x', '%00', 'PT0000000000000000', 'pt0000000000000000%27', 'ak0000000000000000', '%zz'])(
    'what never was an id, such as %s, is 404',
    async (id) => {
      expect((await show(service.as(), id)).status).toBe(404);
      expect((await revoke(service.as(), id)).status).toBe(404);
    },
  );

  it('can not be in another workspace than its user', async () => {
    const { id } = await issue(service.as());
    await service.asOwner(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws00000000000000aa', 'Other', 'UTC')`);
    const move = service.query(`UPDATE keys.personal_tokens SET workspace_id = 'ws00000000000000aa' WHERE id = $1`, id);
    await expect(move).rejects.toThrow(/foreign key/);
  });
});
