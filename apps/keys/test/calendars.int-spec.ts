import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { PlainKey } from '../src/key-material/index.js';
import { role, type Answer, type ErrorBody } from './caller.js';
import { list, make, revoke } from './feeds.js';
import { KeysService } from './keys-service.js';
import { strangerTo } from './people.js';
import { changeUser, personOf } from './token-owners.js';
import { issue as issueToken } from './tokens.js';
import { eventsIn } from './unfolded.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start({ CONSOLE_URL: 'https://curfew.example.com/' });
});

afterAll(() => service.stop());

const read = (path: string, headers: Record<string, string> = {}): Promise<Answer<ErrorBody>> =>
  service.anonymous().send(path, { headers });

/** What the events of a calendar are called. */
const summaries = async (path: string) => eventsIn((await read(path)).text).map((event) => event['SUMMARY']);

/** An unknown token's answer, but for its request id. */
const NOTHING_THERE = {
  status: 404,
  body: { ...{ message: 'Not Found', type: 'NOT_FOUND', httpStatus: 404 }, details: 'There is no calendar at this address.' },
};

describe('a calendar', () => {
  it('is a calendar, kept by nobody on the way, whose address is told to nobody', async () => {
    const { path } = await make(service.as());
    const { status, headers } = await read(path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('has one event on the last local day of each credential that lives and ends, and of no other', async () => {
    const day = { expirationDate: '2031-03-31', timeZone: 'Pacific/Auckland' };
    const { cid } = await service.as().issue({ name: 'lives, and ends;', ...day });
    await service.as().issue({ name: 'never ends' });
    await service.as().delete((await service.as().issue({ name: 'revoked', ...day })).cid);
    const old = await service.as().issue({ name: 'expired', expirationDate: new Date(service.clock.now().getTime() + 60_000) });
    const replaced = await service.as().issue({ name: 'replaced', ...day });
    await service.query('UPDATE keys.api_keys SET replaced_by = $1 WHERE cid = $2', cid, replaced.cid);
    const { path } = await make(service.as());
    expect(await summaries(path)).toContain("API key 'expired' expires");
    service.clock.moveAhead(60_000);
    const { text } = await read(path);
    expect(eventsIn(text).filter(({ UID }) => UID?.startsWith(cid))).toMatchObject([
      { SUMMARY: "API key 'lives, and ends;' expires", 'DTSTART;VALUE=DATE': '20310331', SEQUENCE: '1' },
    ]);
    for (const gone of ['never ends', 'revoked', 'replaced', 'expired', old.cid]) expect(text).not.toContain(gone);
  });

  it('shows what its owner may see at that moment: their own tokens, and keys while they may edit them', async () => {
    const { caller, id } = await personOf(service, 'MANAGER');
    const other = await personOf(service, 'MANAGER');
    const { path } = await make(caller);
    await issueToken(caller, { name: 'own', expirationDate: '2032-01-01' });
    await issueToken(other.caller, { name: 'foreign', expirationDate: '2032-01-01' });
    await service.as().issue({ name: 'shared', expirationDate: '2032-01-01' });
    const [own, foreign] = ["Personal access token 'own' expires", "Personal access token 'foreign' expires"];
    expect(await summaries(path)).toEqual(expect.arrayContaining([own, "API key 'shared' expires"]));
    expect(await summaries(path)).not.toContain(foreign);
    await changeUser(service, id, `roles = '${JSON.stringify([role('USER')])}'`);
    expect(await summaries(path)).toEqual([own]);
  });

  it('shows nothing of another workspace', async () => {
    const stranger = await strangerTo(service).catch(() => undefined);
    const { path } = await make(service.as());
    await service.asOwner(`UPDATE keys.api_keys SET name = 'theirs', expires_at = '2031-01-01', expiration_set_at = now(),
      expiration_precision = 'day', expiration_date = '2030-12-31', expiration_time_zone = 'UTC' WHERE workspace_id = 'ws0000000000000002'`);
    expect(stranger === undefined || (await list(stranger)).status === 200).toBe(true);
    expect((await read(path)).text).not.toContain('theirs');
  });

  it('holds a thousand events at most: the soonest', async () => {
    await service.asOwner(`
      INSERT INTO keys.api_keys (cid, workspace_id, owner_id, name, last4, key_hash, pepper_id, roles, version, created_at, updated_at,
        expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at)
      SELECT 'ak' || lpad(to_hex(n), 16, '0'), workspace_id, owner_id, 'many ' || n, 'abcd', sha256(n::text::bytea), 'p', roles, 1,
        now(), now(), 'day', date '2029-01-01' + n, 'UTC', date '2029-01-02' + n, now()
      FROM generate_series(1, 1500) n, (SELECT * FROM keys.api_keys ORDER BY created_at LIMIT 1) one`);
    const { path } = await make(service.as());
    const events = eventsIn((await read(path)).text);
    const days = events.map((event) => event['DTSTART;VALUE=DATE'] ?? '');
    expect([events.length, [...days].sort()]).toEqual([1_000, days]);
    expect(new Set(events.map(({ UID }) => UID)).size).toBe(1_000);
    await service.asOwner(`DELETE FROM keys.api_keys WHERE name LIKE 'many %'`);
  });

  it('is answered 304 without a body as long as nothing changed, and anew from then on', async () => {
    const { path } = await make(service.as());
    const etag = String((await read(path)).headers['etag']);
    expect(await read(path, { 'if-none-match': `"x", W/${etag}` })).toMatchObject({ status: 304, text: '' });
    await service.as().issue({ name: 'new', expirationDate: '2033-01-01' });
    expect((await read(path, { 'if-none-match': etag })).status).toBe(200);
  });
});

describe('there is no calendar, in one and the same answer,', () => {
  const unknown = () => PlainKey.make(randomBytes, 'calendarFeed').reveal();
  const gone = async (path: string) => {
    const { status, headers, body } = await read(path);
    const { requestId, ...rest } = body;
    expect(requestId).toMatch(/^rq/);
    expect(headers['cache-control']).toBe('private, no-store');
    return { status, body: rest };
  };

  it('where a token is unknown, malformed, of another kind, or without its suffix', async () => {
    const { token } = await make(service.as());
    const files = [
      `${unknown()}.ics`,
      `${token.slice(0, -1)}_.ics`,
      `${service.adminKey}.ics`,
      token,
      `${token}.ICS`,
      '.ics',
      '%00.ics',
    ];
    for (const file of files) expect(await gone(`/calendar/${file}`)).toEqual(NOTHING_THERE);
  });

  it('once it was revoked, from its answer on and on every node', async () => {
    const { caller } = await personOf(service, 'USER');
    const { id, path } = await make(caller);
    const other = await service.another();
    expect((await other.anonymous().send(path)).status).toBe(200);
    expect((await revoke(caller, id)).status).toBe(200);
    expect(await gone(path)).toEqual(NOTHING_THERE);
    expect((await other.anonymous().send(path)).status).toBe(404);
    await other.app.close();
    expect([(await revoke(caller, id)).status, (await list(caller)).body.total]).toEqual([404, 0]);
  });

  it('while its owner is deactivated', async () => {
    const { caller, id } = await personOf(service, 'USER');
    const { path } = await make(caller);
    await changeUser(service, id, 'deactivated_at = now()');
    expect(await gone(path)).toEqual(NOTHING_THERE);
    await changeUser(service, id, 'deactivated_at = NULL');
    expect((await read(path)).status).toBe(200);
  });
});

describe('its token', () => {
  it('opens nothing but its calendar: it is no bearer, and no key to verify', async () => {
    const { token } = await make(service.as());
    expect((await service.as(token).list()).status).toBe(401);
    const verified = await service.as().send('/api/v1/auth/verify', { method: 'POST', body: { key: token } });
    expect(verified.body).toEqual({ valid: false, code: 'MALFORMED' });
  });

  it('is in no log line, metric, table or value of Redis', async () => {
    service.logged();
    const { caller } = await personOf(service, 'USER');
    const { token, path, id } = await make(caller);
    await Promise.all([
      read(path),
      read(`${path}/more`),
      read(`/calendar/x${token}`),
      read(`${path}?x=${token}`),
      read(`/%zz${path}`),
    ]);
    await service.anonymous().send(path, { method: 'POST', body: {} });
    await service.anonymous().send(path, { headers: { 'x-request-id': token, 'user-agent': token } });
    await revoke(caller, id);
    const secret = token.slice(5, 45);
    const logged = service.logged();
    expect(logged).toContain('"path":"/calendar/:file"');
    expect(logged).not.toContain(secret);
    expect((await service.anonymous().send('/metrics')).text).not.toContain(secret);
    for (const table of ['calendar_feeds', 'outbox', 'audit_entries', 'changes', 'last_uses']) {
      const rows = await service.query<{ row: string }>(`SELECT t::text AS row FROM keys.${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(text).not.toContain(form);
    }
    const redis = new Redis(service.redis.url);
    expect(JSON.stringify(await redis.keys('*'))).not.toContain(secret);
    redis.disconnect();
  });
});

it('an IP allowlist holds for calendars, too', async () => {
  const { path } = await make(service.as());
  const entries = (addresses: readonly string[]) =>
    service
      .as()
      .send('/api/v1/ip-allowlist?force=true', { method: 'PUT', body: { entries: addresses.map((address) => ({ address })) } });
  expect((await entries(['203.0.113.0/24', '127.0.0.1'])).status).toBe(200);
  expect((await read(path)).status).toBe(200);
  await service.query('UPDATE keys.ip_allowlist_entries SET address = $1 WHERE address = $2', '198.51.100.7', '127.0.0.1');
  const other = await service.another();
  const answer = await other.anonymous().send(path);
  await other.app.close();
  await service.query('DELETE FROM keys.ip_allowlist_entries');
  expect(answer).toMatchObject({ status: 403, body: { details: 'Forbidden IP address' } });
});

it('guesses count as failed authentications of their address, and a feed that is read too often meets its own limit', async () => {
  const limited = await service.another({ FAILED_AUTHENTICATIONS_PER_MINUTE: '3', RATE_LIMIT_PER_MINUTE: '5' });
  const { path } = await make(service.as());
  const ask = async (address: string) => (await limited.anonymous().send(address)).status;
  const guesses = [];
  for (let guess = 0; guess < 5; guess += 1) guesses.push(await ask(`/calendar/guess-${guess}.ics`));
  const reads = [];
  for (let count = 0; count < 7; count += 1) reads.push(await ask(path));
  await limited.app.close();
  expect(guesses).toEqual([404, 404, 404, 429, 429]);
  expect(reads).toEqual([200, 200, 200, 200, 200, 429, 429]);
});
