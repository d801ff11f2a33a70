import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate } from '#libs/database';
import { createDatabase } from '#libs/testing';
import { keysSchema } from '../src/keys-schema.js';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

it('the migrations go up, down to nothing, and up again', async () => {
  const database = await createDatabase();
  const env = { DATABASE_URL: database.url };
  const all = Object.keys(keysSchema.migrations).length;
  expect(await migrate(keysSchema, env)).toHaveLength(all);
  expect(await migrate(keysSchema, env)).toEqual([]);
  const source = await new DataSource(dataSourceOptions(keysSchema, { env, asService: false })).initialize();
  for (let undone = 0; undone < all; undone += 1) await source.undoLastMigration();
  const left = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'keys'`;
  expect(await source.query(left)).toEqual([{ table_name: 'migrations' }]);
  await source.destroy();
  expect(await migrate(keysSchema, env)).toHaveLength(all);
  await database.drop();
});

it('started three times at once, the migrations run once, also those that wait for every statement that runs', async () => {
  const database = await createDatabase();
  const ran = await Promise.all([1, 2, 3].map(() => migrate(keysSchema, { DATABASE_URL: database.url })));
  expect(ran.map((names) => names.length).sort()).toEqual([0, 0, Object.keys(keysSchema.migrations).length]);
  await database.drop();
});

describe("the service's own role", () => {
  it.each([
    'DROP TABLE keys.api_keys',
    'ALTER TABLE keys.users ADD x int',
    'CREATE TABLE keys.mine (x int)',
    'TRUNCATE keys.outbox',
  ])('may not %s', async (sql) => {
    await expect(service.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });
});

const KEY = `INSERT INTO keys.api_keys (cid, workspace_id, owner_id, name, last4, key_hash, pepper_id, roles, version, created_at, updated_at,
  description, expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at)
  SELECT $1::text, workspace_id, id, $2, 'abcd', sha256(convert_to($1::text, 'UTF8')), 'p', $3::jsonb, $4, now(), now(), $5, $6, $7, $8, $9, $10 FROM keys.users LIMIT 1`;

const whole: readonly (string | number | null)[] = [
  'ak00000000000000ff',
  'n',
  '[{}]',
  1,
  null,
  'day',
  '2099-01-01',
  'UTC',
  '2099-01-02',
  '2026-01-01',
];

describe('a row is refused by the database too, when', () => {
  it.each<readonly [string, number, string | number | null]>([
    ['its cid is of another kind', 0, 'us00000000000000ff'],
    ['its name is empty', 1, ''],
    ['its name is too long', 1, 'n'.repeat(256)],
    ['it has no role', 2, '[]'],
    ['its roles are no list', 2, '{}'],
    ['its version is 0', 3, 0],
    ['its description is empty', 4, ''],
    ['its precision is unknown', 5, 'hour'],
    ['its expiration has no precision', 5, null],
    ['its expiration has no date', 6, null],
    ['its expiration has no zone', 7, null],
    ['its expiration has no instant', 8, null],
    ['its expiration was over when it was chosen', 8, '2025-12-31'],
  ])('%s', async (_, place, value) => {
    await expect(service.query(KEY, ...whole.with(place, value))).rejects.toThrow(/violates check constraint/);
  });

  it('another has its hash, or its cid', async () => {
    await service.query(KEY, ...whole);
    await expect(service.query(KEY, ...whole)).rejects.toThrow(/duplicate key/);
    await expect(
      service.query(`UPDATE keys.api_keys SET key_hash = sha256(convert_to($1::text, 'UTF8'))`, whole[0]),
    ).rejects.toThrow(/duplicate key/);
  });

  it('a user has an address of the workspace in another case', async () => {
    const user = `INSERT INTO keys.users (id, workspace_id, email, name, roles)
      SELECT 'us00000000000000aa', id, 'ADMIN@curfew.localhost', 'x', '[{"type": "DEFAULT", "role": "USER"}]' FROM keys.workspaces`;
    await expect(service.query(user)).rejects.toThrow(/duplicate key/);
  });
});

it('every table has a comment for the person on call', async () => {
  const silent = `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'keys' AND c.relkind = 'r' AND c.relname <> 'migrations' AND obj_description(c.oid) IS NULL`;
  expect(await service.query(silent)).toEqual([]);
});
