import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '#libs/testing';
import type { DataSource } from 'typeorm';
import { connect, keys, scheduler } from '../test/schemas.setup.js';
import { migrate } from './migrate.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createDatabase();
  await migrate(keys, { DATABASE_URL: database.url });
  await migrate(scheduler, { DATABASE_URL: database.url });
  source = await connect(keys, { DATABASE_URL: database.url });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

describe('a connection of a service', () => {
  it('reads and writes the rows of its own schema', async () => {
    await source.query(`INSERT INTO keys.doors (name) VALUES ('front')`);
    await source.query(`UPDATE keys.doors SET name = 'back' WHERE name = 'front'`);
    expect(await source.query('SELECT name FROM keys.doors')).toEqual([{ name: 'back' }]);
    await source.query('DELETE FROM keys.doors');
  });

  it.each([
    ['read the rows of the other service', 'SELECT * FROM scheduler.bells'],
    ['write the rows of the other service', 'INSERT INTO scheduler.bells VALUES (1)'],
    ['make a table in its own schema', 'CREATE TABLE keys.windows (id int)'],
    ['make a table in the public schema', 'CREATE TABLE public.windows (id int)'],
    ['change its own table', 'ALTER TABLE keys.doors ADD COLUMN colour text'],
    ['drop its own table', 'DROP TABLE keys.doors'],
    ['empty its own table at a stroke', 'TRUNCATE keys.doors'],
    ['make a schema', 'CREATE SCHEMA garden'],
    ['make a role', 'CREATE ROLE gardener'],
    ['read the passwords of the cluster', 'SELECT * FROM pg_authid'],
  ])('may not %s', async (_what, sql) => {
    await expect(source.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('waits for nothing without a bound', async () => {
    const setting = (name: string) => `current_setting('${name}') AS ${name}`;
    const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'timezone'];
    const [limits] = await source.query<unknown[]>(`SELECT ${names.map(setting).join(', ')}`);
    expect(limits).toEqual({
      statement_timeout: '15s',
      lock_timeout: '5s',
      idle_in_transaction_session_timeout: '10s',
      timezone: 'UTC',
    });
  });

  it('keeps its role and its limits when the URL brings options of its own', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c geqo=off -c statement_timeout=0');
    const other = await connect(keys, { DATABASE_URL: url.href });
    const sql = `SELECT current_user AS role, current_setting('geqo') AS geqo, current_setting('statement_timeout') AS limit`;
    expect(await other.query(sql)).toEqual([{ role: 'curfew_keys', geqo: 'off', limit: '15s' }]);
    await other.destroy();
  });
});
