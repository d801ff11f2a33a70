import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createDatabase, type TestDatabase } from '#libs/testing';
import { Client } from 'pg';
import { repository } from './test/repository.js';
import { statements } from './test/runbook.js';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createDatabase();
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url };
  execFileSync(process.execPath, [join(repository, 'tools/curfew.mjs'), 'migrate'], { env });
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

// Planned and not run: one of them ends a process.
it.each(statements)('the database understands: %s', async (statement) => {
  const { rows } = await client.query(`EXPLAIN ${statement}`);
  expect(rows.length).toBeGreaterThan(0);
});

it('there are statements to understand', () => {
  expect(statements.length).toBeGreaterThan(15);
});
