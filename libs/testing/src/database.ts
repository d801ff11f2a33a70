import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testRun } from './run.js';

/** A database that belongs to one suite. */
export interface TestDatabase {
  /** Connects as a superuser, who may create roles and schemas. */
  readonly url: string;
  /** Removes the database, ending whatever connections are left. */
  drop(): Promise<void>;
}

/** Makes a fresh empty database in the run's Postgres. Roles belong to the cluster and are shared with other suites. */
export async function createDatabase(): Promise<TestDatabase> {
  const { postgresUrl } = testRun();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(postgresUrl, `CREATE DATABASE ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
