import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Caller, type ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { keep, list, post, put, remove, render, SECRETS, show, valueOf } from './secrets.js';

let service: KeysService;
let by: Caller;

beforeAll(async () => {
  service = await KeysService.start();
  by = service.as();
});

afterAll(() => service.stop());

/** Rows, events and audit entries: what must not change. */
const traces = () =>
  service.query(`
    SELECT (SELECT string_agg(s::text, ';' ORDER BY id) FROM keys.secrets s) AS secrets,
           (SELECT count(*) FROM keys.outbox) AS events, (SELECT count(*) FROM keys.audit_entries) AS entries`);

describe('without the permission to create secrets', () => {
  it.each([
    ['a USER', [] as const],
    ['who may do all else', ['Edit API keys', 'View roles', 'Edit roles', 'Manage users', 'View audit logs'] as const],
  ])('%s is 403 everywhere, before anything is looked at', async (_, held) => {
    const { tag } = await keep(by);
    const caller = held.length > 0 ? (await holderOf(service, held)).caller : service.as((await by.issue()).apiKey);
    const before = await traces();
    const answers: Answer<unknown>[] = [
      await list(caller, '?page=x'),
      await show(caller, tag),
      await show(caller, 'nobody'),
      await post(caller, { no: 1 }),
    ];
    answers.push(await put(caller, tag, { no: 1 }), await remove(caller, tag), await render(caller, 1));
    for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { type: 'FORBIDDEN' } });
    expect(await traces()).toEqual(before);
    expect((await service.anonymous().send(SECRETS)).status).toBe(401);
  });

  it('with it alone all is open', async () => {
    const { caller } = await holderOf(service, ['Create secrets']);
    const { tag } = await keep(caller, { secret: 'mine' });
    expect(await valueOf(caller, tag)).toBe('mine');
    expect([(await put(caller, tag, { name: 'n' })).status, (await remove(caller, tag)).status]).toEqual([200, 200]);
  });
});

describe('another workspace', () => {
  it('sees, changes, deletes and renders nothing of this one, and may have its tags', async () => {
    const stranger = await strangerTo(service);
    const { id, tag } = await keep(by, { secret: 'ours' });
    const before = await traces();
    for (const name of [id, tag]) {
      const never = await show<ErrorBody>(stranger, name === id ? 'se0000000000000000' : 'nobody');
      const answers = [await show(stranger, name), await put(stranger, name, { secret: 'theirs' }), await remove(stranger, name)];
      for (const { status, body } of answers)
        expect({ status, body }).toEqual({ status: 404, body: { ...never.body, requestId: expect.any(String) } });
    }
    expect((await list(stranger)).body.total).toBe(0);
    expect(await render(stranger, `{{ secrets.${tag} }}`)).toMatchObject({ status: 400 });
    expect(await traces()).toEqual(before);
    await keep(stranger, { tag, secret: 'theirs' });
    expect([await valueOf(by, tag), await valueOf(stranger, tag)]).toEqual(['ours', 'theirs']);
  });
});
