import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FEEDS, list, make, revoke } from './feeds.js';
import { KeysService } from './keys-service.js';
import { strangerTo } from './people.js';
import { keyOf, personOf } from './token-owners.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start({ CONSOLE_URL: 'https://curfew.example.com/' });
});

afterAll(() => service.stop());

describe('a feed', () => {
  it('is made with its address, which is shown this once, and listed without it', async () => {
    const { caller } = await personOf(service, 'READ_ONLY');
    const { path: _, token, ...made } = await make(caller, { name: ' phone ' });
    expect(made).toEqual({
      id: expect.stringMatching(/^fd[0-9a-f]{16}$/),
      name: 'phone',
      url: `https://curfew.example.com/calendar/${token}.ics`,
      createdDate: expect.any(String),
    });
    expect(token).toMatch(/^cfwf_[0-9A-Za-z]{49}$/);
    const { id, name, createdDate } = made;
    expect((await list(caller)).body).toEqual({ page: 0, total: 1, totalPages: 1, feeds: [{ id, name, createdDate }] });
  });

  it('has a name without being given one, and its owner may have many, newest first and paged', async () => {
    const { caller } = await personOf(service, 'USER');
    const made = [];
    for (const name of [undefined, 'b', 'c']) made.push((await make(caller, { name })).id);
    const { body } = await list(caller, '?pageSize=2');
    expect([body.total, body.feeds.map(({ id }) => id)]).toEqual([3, made.slice(1).reverse()]);
    expect((await list(caller, '?page=1&pageSize=2')).body.feeds).toMatchObject([{ name: 'Calendar feed' }]);
  });

  it.each([
    ['a field too many', { token: 'mine' }, 'token: is not a field here'],
    ['a name of two lines', { name: 'a\nb' }, 'name: must not hold control characters'],
    ['a list', [], 'body: must be a JSON object'],
  ])('is not made of %s', async (_, body, details) => {
    const answer = await service.as().send(FEEDS, { method: 'POST', body });
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringContaining(details)]);
  });

  it('is nobody else’s to see or to revoke, be it in the workspace or out of it', async () => {
    const [one, other, stranger] = [
      await personOf(service, 'ADMIN'),
      await personOf(service, 'ADMIN'),
      await strangerTo(service),
    ];
    const { id, path } = await make(one.caller);
    for (const by of [other.caller, stranger]) {
      expect((await list(by)).body.feeds.map((feed) => feed.id)).not.toContain(id);
      expect((await revoke(by, id)).status).toBe(404);
    }
    for (const odd of ['fd0000000000000000', 'x', '%00', id.toUpperCase()])
      expect((await revoke(one.caller, odd)).status).toBe(404);
    expect((await service.anonymous().send(path)).status).toBe(200);
  });

  it('is not made by an API key that may do less than its owner: it would see more by it', async () => {
    const { id } = await personOf(service, 'ADMIN');
    const weak = await keyOf(service, id, 'USER');
    for (const answer of [await weak.send(FEEDS, { method: 'POST', body: {} }), await weak.send(FEEDS)])
      expect([answer.status, answer.body.details]).toEqual([403, expect.stringContaining('may do less than its owner')]);
  });

  it('is audited when it is made and revoked, by whom, and tells other services nothing', async () => {
    const { caller, email } = await personOf(service, 'USER');
    const { id } = await make(caller);
    await revoke(caller, id);
    const entries = `SELECT action, object_type AS type, actor_email AS email FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`;
    expect(await service.query(entries, id)).toEqual([
      { action: 'CREATE', type: 'CALENDAR_FEED', email },
      { action: 'DELETE', type: 'CALENDAR_FEED', email },
    ]);
    expect(await service.query(`SELECT 1 FROM keys.outbox WHERE event ->> 'subject' = $1`, id)).toEqual([]);
  });
});
