import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '#libs/testing';
import { keys } from '../test/schemas.setup.js';
import { migrate } from './migrate.js';

/**
 * Runs in a process of its own, as built: an `error` event without a listener would end it. Each connection that
 * `pg_terminate_backend` cuts is used again without looking.
 */
const SCRIPT = `
  import { DataSource } from 'typeorm';
  import pg from 'pg';
  import { dataSourceOptions, Transactions } from '#libs/database';
  import { isPassing } from '#libs/kernel';

  const [DATABASE_URL] = process.argv.slice(1);
  const service = { schema: 'keys', entities: [], migrations: [] };
  const source = await new DataSource(dataSourceOptions(service, { env: { DATABASE_URL }, asService: true })).initialize();
  const transactions = new Transactions(source);
  const admin = new pg.Client(DATABASE_URL);
  await admin.connect();

  const backend = async (tx) => (await tx.query('SELECT pg_backend_pid() AS pid'))[0].pid;
  const terminate = (pid) => admin.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  const use = () => transactions.run((tx) => tx.query('SELECT current_user AS role')).then(([{ role }]) => role);
  const outcome = (work) => work.then(() => 'worked', (error) => (isPassing(error) ? 'passing' : String(error)));

  await terminate(await backend(source));
  const afterIdle = await use();
  const inTransaction = await outcome(transactions.run(async (tx) => {
    await terminate(await backend(tx));
    await tx.query('SELECT 1');
  }));
  const afterTransaction = await use();
  const atCommit = await outcome(transactions.run(async (tx) => terminate(await backend(tx))));
  const inStatement = await outcome(transactions.run(async (tx) => {
    const pid = await backend(tx);
    await Promise.all([tx.query('SELECT pg_sleep(10)'), terminate(pid)]);
  }));
  const afterStatement = await use();
  console.log(JSON.stringify({ afterIdle, inTransaction, afterTransaction, atCommit, inStatement, afterStatement }));
  await admin.end();
  await source.destroy();
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await migrate(keys, { DATABASE_URL: database.url });
});
afterAll(() => database.drop());

describe('a process whose database connections are cut', () => {
  it('sees passing failures where it was in the middle of something, goes on, and does not die', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT, database.url]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      afterIdle: 'curfew_keys',
      inTransaction: 'passing',
      afterTransaction: 'curfew_keys',
      atCommit: 'passing',
      inStatement: 'passing',
      afterStatement: 'curfew_keys',
    });
  });
});
