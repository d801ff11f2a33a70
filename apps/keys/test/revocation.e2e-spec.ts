import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '#libs/database';
import {
  createDatabase,
  startProcess,
  startProxy,
  startRedis,
  until,
  type FaultProxy,
  type TestDatabase,
  type TestProcess,
  type TestRedis,
} from '#libs/testing';
import { keysSchema } from '../src/keys-schema.js';
import { pepper } from './keys-service.js';

/** How many keys are revoked in each way, and how many at a time. */
const [KEYS, AT_ONCE] = [60, 6];

/** The promise: after the answer to a revocation every node refuses the key within a second. */
const PROMISED_MS = 1_000;

interface Issued {
  readonly cid: string;
  readonly apiKey: string;
}

let database: TestDatabase;
let redis: TestRedis;
let wire: FaultProxy;
let folder: string;
let [here, there]: readonly TestProcess[] = [];

beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis()]);
  wire = await startProxy({ to: redis.port });
  await migrate(keysSchema, { DATABASE_URL: database.url });
  folder = mkdtempSync(join(tmpdir(), 'curfew-revocation-'));
  const env = {
    DATABASE_URL: database.url,
    KEY_PEPPERS: pepper('test', 1),
    SECRET_ENCRYPTION_KEYS: pepper('test', 2),
    WEBHOOK_SIGNING_KEY: Buffer.alloc(32, 3).toString('base64'),
    ADMIN_KEY_FILE: join(folder, 'admin-key'),
    RATE_LIMIT_PER_MINUTE: '1000000',
    FAILED_AUTHENTICATIONS_PER_MINUTE: '1000000',
  };
  here = await (await startProcess({ role: 'keys', env: { ...env, REDIS_URL: redis.url } })).ready();
  const through = `redis://127.0.0.1:${wire.port}`;
  there = await (await startProcess({ role: 'keys', env: { ...env, REDIS_URL: through } })).ready();
}, 60_000);

afterAll(async () => {
  await Promise.all([here?.kill(), there?.kill()]);
  await wire.close();
  await Promise.all([redis.stop(), database.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function send(node: TestProcess | undefined, path: string, said: { method?: string; body?: object; key?: string } = {}) {
  const { method = 'GET', body, key = readFileSync(join(folder, 'admin-key'), 'utf8') } = said;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(`${node?.url}/api/v1/auth${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Issued & { readonly code?: string } };
}

const isGoodThere = async (apiKey: string) =>
  (await send(there, '/verify', { method: 'POST', body: { key: apiKey } })).body.code === 'VALID' &&
  (await send(there, '/tokens', { key: apiKey })).status !== 401;

/** Milliseconds from the answer to the revocation here until it is refused there, by verification and as a credential. */
async function refusedAfter(): Promise<number> {
  const body = { name: 'n', roles: [{ type: 'DEFAULT', role: 'USER' }] };
  const { cid, apiKey } = (await send(here, '/key', { method: 'POST', body })).body;
  expect(await isGoodThere(apiKey)).toBe(true);
  expect((await send(here, `/key/${cid}`, { method: 'DELETE' })).status).toBe(200);
  const answeredAt = performance.now();
  const isRefused = async () => !(await isGoodThere(apiKey));
  await until(isRefused, { what: 'the other node refuses the key', withinMs: 10_000 });
  return performance.now() - answeredAt;
}

async function refusals(): Promise<readonly number[]> {
  const all: number[] = [];
  while (all.length < KEYS) all.push(...(await Promise.all(Array.from({ length: AT_ONCE }, refusedAfter))));
  return all.sort((one, other) => one - other);
}

const p99 = (sorted: readonly number[]) => sorted[Math.ceil(sorted.length * 0.99) - 1];

describe('a key that is revoked on one node is refused by another within a second', () => {
  it('as messages tell', async () => {
    expect(p99(await refusals())).toBeLessThan(PROMISED_MS);
  }, 120_000);

  it('also when no message gets through', async () => {
    wire.hang();
    expect(p99(await refusals())).toBeLessThan(PROMISED_MS);
    wire.pass();
  }, 120_000);
});
