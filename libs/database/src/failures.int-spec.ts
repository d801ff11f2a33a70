import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, freePort, until, type TestDatabase } from '#libs/testing';
import { DataSource } from 'typeorm';
import { connect, keys } from '../test/schemas.setup.js';
import { isPassing } from '#libs/kernel';
import { migrate } from './migrate.js';
import { dataSourceOptions } from './service-schema.js';
import { Transactions } from './transactions.js';

let database: TestDatabase;
let source: DataSource;
let transactions: Transactions;
beforeAll(async () => {
  database = await createDatabase();
  await migrate(keys, { DATABASE_URL: database.url });
  source = await connect(keys, { DATABASE_URL: database.url });
  transactions = new Transactions(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** What a statement fails with, in a transaction with a setting of its own. */
function failureOf(sql: string, setting = `SET LOCAL application_name = 'failing'`): Promise<unknown> {
  const failing = transactions.run(async (tx) => {
    await tx.query(setting);
    await tx.query(sql);
  });
  return failing.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function isAlive(pid: number): Promise<boolean> {
  return (await source.query<unknown[]>('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).length > 0;
}

describe('isPassing', () => {
  it('is true of a statement that took too long', async () => {
    expect(isPassing(await failureOf('SELECT pg_sleep(10)', 'SET LOCAL statement_timeout = 20'))).toBe(true);
  });

  it('is true of a lock that was not to be had in time', async () => {
    await transactions.run(async (tx) => {
      await tx.query(`INSERT INTO keys.doors (name) VALUES ('locked')`);
      const blocked = await failureOf(`INSERT INTO keys.doors (name) VALUES ('locked')`, 'SET LOCAL lock_timeout = 20');
      expect(isPassing(blocked)).toBe(true);
    });
  });

  it('is true of a write to a database that is read-only for now', async () => {
    const insert = `INSERT INTO keys.doors (name) VALUES ('read-only')`;
    expect(isPassing(await failureOf(insert, 'SET LOCAL transaction_read_only = on'))).toBe(true);
  });

  it('is true of a transaction that was ended for idling', async () => {
    const idling = transactions.run(async (tx) => {
      await tx.query('SET LOCAL idle_in_transaction_session_timeout = 1');
      const [{ pid }] = await tx.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await until(async () => !(await isAlive(pid)), { what: `backend ${String(pid)} ends` });
      await tx.query('SELECT 1');
    });
    expect(isPassing(await idling.catch((error: unknown) => error))).toBe(true);
  });

  it('is true of a database that nobody listens for', async () => {
    const DATABASE_URL = `postgres://curfew@127.0.0.1:${String(await freePort())}/curfew`;
    const options = dataSourceOptions(keys, { env: { DATABASE_URL }, asService: true });
    const refused = await new DataSource(options).initialize().catch((error: unknown) => error);
    expect(isPassing(refused)).toBe(true);
  });

  it.each([
    ['a syntax error', 'SELEKT 1'],
    ['a table that does not exist', 'SELECT * FROM keys.windows'],
    ['a value that a constraint refuses', 'INSERT INTO keys.doors (name) VALUES (NULL)'],
    ['a second row with the same unique value', `INSERT INTO keys.doors (name) VALUES ('twice'), ('twice')`],
    ['a right that is missing', 'DROP TABLE keys.doors'],
  ])('is false of %s', async (_what, sql) => {
    expect(isPassing(await failureOf(sql))).toBe(false);
  });
});
