import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { KEYS_STREAM, streamEvent, type KeyEvent } from '#libs/contracts';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { personOf } from './token-owners.js';
import { issue, list, post, revoke, show, TOKENS } from './tokens.js';

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

describe('POST /api/v1/auth/tokens', () => {
  it('answers 200 with the token, its id and what was asked for, and nothing else', async () => {
    const body = { name: ' laptop ', description: 'My own', expirationDate: '2099-03-31', timeZone: 'europe/berlin' };
    expect(await post(service.as(), body)).toMatchObject({ status: 200 });
    expect(await issue(service.as(), body)).toEqual({
      token: expect.stringMatching(/^cfwp_[0-9A-Za-z]{49}$/),
      id: expect.stringMatching(/^pt[0-9a-f]{16}$/),
      name: 'laptop',
      description: 'My own',
      expirationDate: '2099-03-31T22:00:00.000Z',
    });
  });

  it('leaves out what it was not given, and null and an empty description are no more than that', async () => {
    for (const body of [{}, { description: null, expirationDate: null, timeZone: null }, { description: ' ' }]) {
      expect(Object.keys(await issue(service.as(), body)).sort()).toEqual(['id', 'name', 'token']);
    }
  });

  it('takes a day in the zone of the workspace, and a date-time as that instant, as for keys', async () => {
    expect(await issue(service.as(), { expirationDate: '2099-07-01' })).toMatchObject({
      expirationDate: '2099-07-02T00:00:00.000Z',
    });
    expect(await issue(service.as(), { expirationDate: '2099-07-01T12:30:00.5+02:00' })).toMatchObject({
      expirationDate: '2099-07-01T10:30:00.500Z',
    });
  });

  it.each([
    ['no name', {}, 'name: is required'],
    ['roles', { name: 'n', roles: [role('ADMIN')] }, 'roles: is not a field here'],
    [
      'an owner',
      { name: 'n', userId: 'us0000000000000000', owner: {} },
      'userId: is not a field here; owner: is not a field here',
    ],
    ['a token of its own', { name: 'n', token: 'cfwp_mine' }, 'token: is not a field here'],
    ['a day that is over', { name: 'n', expirationDate: '2020-01-01' }, 'expirationDate: must be in the future'],
    ['a day there is not', { name: 'n', expirationDate: '2099-02-30' }, 'expirationDate: must be a day'],
    ['a zone nobody knows', { name: 'n', expirationDate: '2099-01-01', timeZone: 'Mars/Base' }, 'timeZone: must be'],
    ['a zone without a day', { name: 'n', timeZone: 'UTC' }, 'timeZone: is only of use together with expirationDate'],
    ['CRLF in its name', { name: 'a\r\nb' }, 'name:'],
    ['an array', [], 'body: must be a JSON object'],
  ])('refuses %s, naming the field, and leaves nothing behind', async (_, body, details) => {
    const before = await traces();
    const answer = await post(service.as(), body);
    expect({ status: answer.status, details: answer.body.details }).toEqual({
      status: 400,
      details: expect.stringContaining(details),
    });
    expect(await traces()).toEqual(before);
  });
});

describe('a token', () => {
  it('is shown by its owner as it was made, without the token itself', async () => {
    const { token, id } = await issue(service.as(), { expirationDate: '2099-03-31', timeZone: 'Europe/Berlin' });
    const shown = (await show(service.as(), id)).body;
    expect(shown).toEqual({
      id,
      name: 'laptop',
      createdDate: expect.any(String),
      expirationDate: '2099-03-31T22:00:00.000Z',
      timeZone: 'Europe/Berlin',
      last4: token.slice(-4),
      status: 'ACTIVE',
    });
    expect((await list(service.as())).body.tokens).toContainEqual(shown);
  });

  it('is refused from its expiration on, which it announces, and stays listed', async () => {
    const { caller } = await personOf(service, 'USER');
    const now = service.clock.now();
    const expiresAt = new Date(now.getTime() + 3 * 60_000);
    const { token, id } = await issue(caller, { expirationDate: expiresAt.toISOString() });
    const answer = await list(service.as(token));
    expect(answer).toMatchObject({ status: 200, body: { tokens: [{ id, status: 'EXPIRING' }] } });
    expect(answer.headers['curfew-credential-expires']).toBe(expiresAt.toISOString());
    service.clock.moveAhead(3 * 60_000);
    expect(await service.as(token).send(TOKENS)).toMatchObject({
      status: 401,
      body: { type: 'UNCATEGORIZED', details: expect.stringContaining('personal access token expired') },
    });
    expect((await list(caller)).body).toMatchObject({ total: 1, tokens: [{ id, status: 'EXPIRED' }] });
  });

  it('is revoked at once, by an empty 200, and a second time it is 404', async () => {
    const [{ token, id }, other] = [await issue(service.as()), await issue(service.as())];
    expect((await list(service.as(token))).status).toBe(200);
    expect(await revoke(service.as(), id, { body: {} })).toMatchObject({ status: 200, text: '' });
    expect(await service.as(token).send(TOKENS)).toMatchObject({
      status: 401,
      body: { details: expect.stringContaining('was revoked') },
    });
    expect((await revoke(service.as(), id)).status).toBe(404);
    expect((await show(service.as(), id)).status).toBe(404);
    const { tokens } = (await list(service.as(), '?pageSize=1000')).body;
    expect(tokens.map((one) => one.id)).not.toContain(id);
    expect((await list(service.as(other.token))).status).toBe(200);
  });

  it('can revoke itself, and is out with its next request', async () => {
    const { token, id } = await issue(service.as());
    expect((await revoke(service.as(token), id)).status).toBe(200);
    expect((await service.as(token).send(TOKENS)).status).toBe(401);
  });

  it('that is revoked by ten at once is revoked once', async () => {
    const { id } = await issue(service.as());
    const answers = await Promise.all(Array.from({ length: 10 }, () => revoke(service.as(), id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 404)]);
    const entries = `SELECT action FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`;
    expect(await service.query(entries, id)).toEqual([{ action: 'CREATE' }, { action: 'DELETE' }]);
  });
});

describe('the list', () => {
  it('is newest first, paged and stable, also of tokens made in one instant', async () => {
    const { caller } = await personOf(service, 'USER');
    expect((await list(caller)).body).toEqual({ page: 0, total: 0, totalPages: 0, tokens: [] });
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push((await issue(caller, { name })).id);
    expect((await list(caller)).body.tokens.map(({ name }) => name)).toEqual(['e', 'd', 'c', 'b', 'a']);
    await service.query('UPDATE keys.personal_tokens SET created_at = now() WHERE id = ANY($1)', ids);
    const pages = await Promise.all([0, 1, 2, 3].map(async (page) => (await list(caller, `?page=${page}&pageSize=2`)).body));
    expect(pages.map(({ total, totalPages, tokens }) => [total, totalPages, tokens.length])).toEqual([
      [5, 3, 2],
      [5, 3, 2],
      [5, 3, 1],
      [5, 3, 0],
    ]);
    expect(pages.flatMap(({ tokens }) => tokens.map(({ id }) => id))).toEqual([...ids].sort());
  });

  it.each(['page=-1', 'pageSize=0', 'pageSize=1001', 'page=x'])('refuses %s', async (query) => {
    const answer = await service.as().send(`${TOKENS}?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { details: expect.stringContaining(query.split('=', 1)[0] ?? '') } });
  });
});

describe('what is told of a token', () => {
  it('is its creation and its end: to the stream, in order, and to the audit log, by whom', async () => {
    const redis = new Redis(service.redis.url);
    const { id: userId, email, caller } = await personOf(service, 'USER');
    const first = await issue(caller, { expirationDate: '2099-03-31', timeZone: 'Europe/Berlin', description: 'why' });
    await revoke(service.as(first.token), first.id);
    const published = async () => {
      const entries = await redis.xrange(KEYS_STREAM, '-', '+');
      return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as KeyEvent).filter(({ subject }) => subject === first.id);
    };
    await until(async () => (await published()).length === 2, { what: 'both events are on the stream' });
    const events = await published();
    redis.disconnect();
    for (const event of events) streamEvent.parse(event);
    expect(events).toMatchObject([
      {
        type: 'KeyCreated',
        data: {
          ...{ kind: 'personalToken', cid: first.id, version: 1, name: 'laptop', description: 'why', tag: null, roles: [] },
          ...{ last4: first.token.slice(-4), owner: { id: userId, email, name: 'Someone' }, revokedAt: null },
          expiration: { precision: 'day', date: '2099-03-31', timeZone: 'Europe/Berlin', expiresAt: '2099-03-31T22:00:00.000Z' },
        },
      },
      { type: 'KeyDeleted', data: { version: 2, revokedAt: expect.any(String) } },
    ]);
    const audited = `
      SELECT action, object_type AS "objectType", actor_type AS "actorType", actor_email AS email
      FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`;
    expect(await service.query(audited, first.id)).toEqual([
      { action: 'CREATE', objectType: 'PERSONAL_API_KEY', actorType: 'API_KEY', email },
      { action: 'DELETE', objectType: 'PERSONAL_API_KEY', actorType: 'PERSONAL_API_KEY', email },
    ]);
    expect(await service.query('SELECT 1 FROM keys.changes WHERE subject = $1', first.id)).toHaveLength(1);
  });

  it('is never the token: not in a table, the stream, a log line, or any answer but the first', async () => {
    const { caller } = await personOf(service, 'USER');
    service.logged();
    const { token, id } = await issue(caller);
    const secret = token.slice(5, 45);
    const [listed, wrong, shown] = [await list(service.as(token)), await show(caller, token), await show(caller, id)];
    const [misplaced, revoked] = [await list(service.as(token), `?token=${token}`), await revoke(caller, id)];
    for (const { text, headers } of [listed, wrong, shown, misplaced, revoked, await list(service.as(token))])
      expect(text + JSON.stringify(headers)).not.toContain(secret);
    expect(service.logged()).not.toContain(secret);
    for (const table of ['personal_tokens', 'outbox', 'audit_entries', 'changes']) {
      const found = await service.query<{ row: string }>(`SELECT t::text AS row FROM keys.${table} t`);
      expect(found.filter(({ row }) => row.includes(secret) || row.includes(Buffer.from(secret).toString('hex')))).toEqual([]);
    }
  });
});
