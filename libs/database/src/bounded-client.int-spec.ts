import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { createDatabase, startProxy, until, type TestDatabase } from '#libs/testing';
import { BoundedClient } from './bounded-client.js';
import { isPassing } from '#libs/kernel';

let database: TestDatabase;
let network: Awaited<ReturnType<typeof startProxy>>;
let pool: Pool;

beforeEach(async () => {
  database = await createDatabase();
  const url = new URL(database.url);
  network = await startProxy({ to: Number(url.port) });
  url.host = `127.0.0.1:${String(network.port)}`;
  pool = new Pool({ connectionString: url.href, max: 1, query_timeout: 300, Client: BoundedClient });
  pool.on('error', () => undefined);
});
afterEach(async () => {
  await pool.end();
  await network.close();
  await database.drop();
});

describe('a database that the network hides', () => {
  it('fails a statement in time, as something that passes', async () => {
    await pool.query('SELECT 1');
    network.hang();
    const failure: unknown = await pool.query('SELECT 1').catch((error: unknown) => error);
    expect(failure).toEqual(new Error('Query read timeout'));
    expect(isPassing(failure)).toBe(true);
  });

  it('costs the connection, not the pool: the next statement goes through once the network is back', async () => {
    await pool.query('SELECT 1');
    network.hang();
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    network.pass();
    await until(() => pool.totalCount === 0, { what: 'the hung connection is dropped' });
    expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
  });
});
