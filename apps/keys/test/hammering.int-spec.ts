import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { PlainKey } from '../src/key-material/index.js';
import { Client } from 'pg';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { ACCEPT } from './users.js';

const LIMITS = { RATE_LIMIT_PER_MINUTE: '20', FAILED_AUTHENTICATIONS_PER_MINUTE: '10', TRUSTED_PROXIES: '127.0.0.1' };
const KEYS = '/api/v1/auth/key';

let service: KeysService;

beforeEach(async () => {
  service = await KeysService.start(LIMITS);
});

afterEach(() => service.stop());

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
/** A well-formed key that nobody has: only the database can tell. */
const unknown = () => service.as(PlainKey.make(randomBytes).reveal());

describe('whoever guesses keys, beyond the limit of their address', () => {
  /** Spends the allowance of an address. */
  const spend = async () => {
    for (let sent = 0; sent < 11; sent += 1) await unknown().send(KEYS, from('203.0.113.1'));
  };
  const looks = `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND relation = 'keys.api_keys'::regclass`;

  it('has one look-up at a time, few that wait, and hinders nobody who is known or comes from elsewhere', async () => {
    const late = service.as((await service.as().issue({ roles: [role('ADMIN')] })).apiKey);
    const known = service.as();
    await known.list();
    await spend();
    const release = await hold('keys.api_keys');
    const guesses = Array.from({ length: 60 }, () => unknown().send(KEYS, from('203.0.113.1')));
    const waiting = async () => (await service.query<{ count: number }>(looks))[0]?.count;
    await until(async () => (await waiting()) === 1, { what: 'a look-up waits for the table' });
    const refused = await Promise.race(guesses);
    expect(refused.status).toBe(429);
    expect(await waiting()).toBe(1);
    expect((await known.send('/api/v1/nowhere', from('203.0.113.1'))).status).toBe(404);
    const patient = late.send('/api/v1/nowhere', from('203.0.113.2'));
    await until(async () => (await waiting()) === 2, { what: 'another address has its look-up at once' });
    await release();
    expect((await patient).status).toBe(404);
    expect((await Promise.all(guesses)).map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 429));
  });

  it('does not keep a valid key of the same address out that is looked up for the first time', async () => {
    const fresh = service.as((await service.as().issue({ roles: [role('ADMIN')] })).apiKey);
    await spend();
    expect((await fresh.send('/api/v1/nowhere', from('203.0.113.1'))).status).toBe(404);
  });
});

it('accepting an invitation, for which it takes no credential, reads no body beyond 16 KB, whoever asks', async () => {
  const large = { token: 'x'.repeat(16 * 1_024) };
  for (const caller of [service.anonymous(), service.as()]) {
    const answer = await caller.send(ACCEPT, { method: 'POST', body: large });
    expect(answer).toMatchObject({ status: 413, body: { details: expect.stringContaining('16 KB') } });
  }
  const longest = { token: 'x'.repeat(16 * 1_024 - 20) };
  expect((await service.anonymous().send(ACCEPT, { method: 'POST', body: longest })).status).toBe(400);
});

describe('the header that warns of the expiry', () => {
  const soon = () => new Date(service.clock.now().getTime() + 3_600_000).toISOString();
  const issueEnding = async () => {
    const expirationDate = soon();
    return { expirationDate, caller: service.as((await service.as().issue({ expirationDate, roles: [role('ADMIN')] })).apiKey) };
  };

  it('is on the answer of one who has sent too many requests', async () => {
    const { expirationDate, caller } = await issueEnding();
    const answers = [];
    for (let sent = 0; sent < 21; sent += 1) answers.push(await caller.send('/api/v1/nowhere'));
    const last = answers.at(-1);
    expect([last?.status, last?.headers['curfew-credential-expires']]).toEqual([429, expirationDate]);
  });

  it('is on the answer of one whom a route refuses', async () => {
    const expirationDate = soon();
    const { apiKey } = await service.as().issue({ expirationDate, roles: [role('READ_ONLY')] });
    const { status, headers } = await service.as(apiKey).list();
    expect([status, headers['curfew-credential-expires']]).toEqual([403, expirationDate]);
  });
});

/** Holds a table so that nobody reads it until what is answered is called. */
async function hold(table: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return () => client.end();
}
