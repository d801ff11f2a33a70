import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions } from '#libs/contracts';
import type { CalendarFeedPage } from '../src/calendar-feeds/index.js';
import { role, type Caller, type ErrorBody } from './caller.js';
import { FEEDS, list, make, revoke, type MadeFeed } from './feeds.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { keyOf, personOf } from './token-owners.js';
import { joined, users } from './users.js';

let service: KeysService;
let stranger: Caller;

beforeAll(async () => {
  service = await KeysService.start({ CONSOLE_URL: 'https://curfew.example.com/' });
  stranger = await strangerTo(service);
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

  it('is nobody else’s, be it in the workspace or out of it', async () => {
    const [one, other] = [await personOf(service, 'ADMIN'), await joined(service, [role('MANAGER')])];
    const { id, path } = await make(one.caller);
    for (const by of [other.caller, stranger]) {
      expect((await list(by)).body.feeds.map((feed) => feed.id)).not.toContain(id);
      expect((await revoke(by, id)).status).toBe(404);
    }
    for (const odd of ['fd0000000000000000', 'x', '%00', id.toUpperCase()])
      expect((await revoke(one.caller, odd)).status).toBe(404);
    expect((await service.anonymous().send(path)).status).toBe(200);
  });

  it('is not made by an API key that may do less than everything: it might see more by it', async () => {
    const { id } = await personOf(service, 'ADMIN');
    const weak = await keyOf(service, id, 'USER');
    for (const answer of [await weak.send(FEEDS, { method: 'POST', body: {} }), await weak.send(FEEDS)])
      expect([answer.status, answer.body.details]).toEqual([403, expect.stringContaining('calendar feeds')]);
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

describe('whoever manages users', () => {
  const feedsOf = (by: Caller, id: string, query = '') =>
    by.send<CalendarFeedPage & ErrorBody>(`/api/v1/users/${id}/calendar-feeds${query}`);

  it('sees the feeds of a user, newest first and paged, and where they are no more than anybody', async () => {
    const { caller, id } = await personOf(service, 'USER');
    const made = [await make(caller, { name: 'a' }), await make(caller, { name: 'b' })];
    const answer = await feedsOf(service.as(), id, '?pageSize=1');
    const [, { id: feedId, name, createdDate }] = made as [MadeFeed, MadeFeed];
    expect(answer.body).toEqual({ page: 0, total: 2, totalPages: 2, feeds: [{ id: feedId, name, createdDate }] });
    for (const { token } of made) expect(answer.text).not.toContain(token);
  });

  it('revokes them: nothing is there from the answer on, and the audit log says who did it', async () => {
    const { caller, id: userId } = await personOf(service, 'ADMIN');
    const { caller: manager, cid } = await holderOf(service, ['Manage users']);
    const { id, path } = await make(caller);
    expect((await revoke(manager, id)).status).toBe(200);
    expect((await service.anonymous().send(path)).status).toBe(404);
    expect((await feedsOf(manager, userId)).body.total).toBe(0);
    expect((await revoke(manager, id)).status).toBe(404);
    const entries = `SELECT action, actor_credential AS by FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`;
    expect(await service.query(entries, id)).toMatchObject([{ action: 'CREATE' }, { action: 'DELETE', by: cid }]);
  });

  it('ends them all by deactivating their owner, and may revoke them before they come back with their owner', async () => {
    const { caller, id: userId } = await personOf(service, 'USER');
    const feeds = [await make(caller), await make(caller)] as const;
    const answers = () => Promise.all(feeds.map(async ({ path }) => (await service.anonymous().send(path)).status));
    await users.deactivate(service.as(), userId);
    expect(await answers()).toEqual([404, 404]);
    expect((await feedsOf(service.as(), userId)).body.total).toBe(2);
    expect((await revoke(service.as(), feeds[0].id)).status).toBe(200);
    await users.reactivate(service.as(), userId);
    expect(await answers()).toEqual([404, 200]);
  });

  it('has no say in another workspace, and knows nobody who is not there', async () => {
    const { caller, id: userId } = await personOf(service, 'USER');
    const { id, path } = await make(caller);
    for (const unknown of [userId, 'us0000000000000000', 'x', '%00']) expect((await feedsOf(stranger, unknown)).status).toBe(404);
    expect((await revoke(stranger, id)).status).toBe(404);
    expect((await service.anonymous().send(path)).status).toBe(200);
  });

  it('is somebody with that permission: others neither see nor revoke, whatever else they may do', async () => {
    const { caller, id: userId } = await personOf(service, 'USER');
    const { id, path } = await make(caller);
    const { caller: weaker } = await holderOf(
      service,
      permissions.filter((one) => one !== 'Manage users'),
    );
    expect([(await feedsOf(weaker, userId)).status, (await revoke(weaker, id)).status]).toEqual([403, 403]);
    expect((await revoke((await joined(service, [role('MANAGER')])).caller, id)).status).toBe(404);
    expect((await service.anonymous().send(path)).status).toBe(200);
  });
});
