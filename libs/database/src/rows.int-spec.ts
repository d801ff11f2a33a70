import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '#libs/testing';
import type { DataSource } from 'typeorm';
import { connect, keys } from '../test/schemas.setup.js';
import { migrate } from './migrate.js';
import { rows } from './rows.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createDatabase();
  await migrate(keys, { DATABASE_URL: database.url });
  source = await connect(keys, { DATABASE_URL: database.url });
});
beforeEach(async () => {
  await source.query('DELETE FROM keys.doors');
  await source.query(`INSERT INTO keys.doors (name) VALUES ('front'), ('back')`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

describe('rows', () => {
  const front = { name: 'front' };
  it.each([
    ['SELECT', `SELECT name FROM keys.doors WHERE name = 'front'`, [front]],
    ['SELECT that finds nothing', `SELECT name FROM keys.doors WHERE false`, []],
    ['SELECT of an array', `SELECT array_agg(name ORDER BY name) AS names FROM keys.doors`, [{ names: ['back', 'front'] }]],
    ['INSERT', `INSERT INTO keys.doors (name) VALUES ('side')`, []],
    ['INSERT … RETURNING', `INSERT INTO keys.doors (name) VALUES ('side') RETURNING name`, [{ name: 'side' }]],
    ['UPDATE', `UPDATE keys.doors SET name = 'side' WHERE name = 'front'`, []],
    ['UPDATE … RETURNING', `UPDATE keys.doors SET name = name WHERE name = 'front' RETURNING name`, [front]],
    ['UPDATE … RETURNING that finds nothing', `UPDATE keys.doors SET name = name WHERE false RETURNING name`, []],
    ['DELETE', `DELETE FROM keys.doors`, []],
    ['DELETE … RETURNING', `DELETE FROM keys.doors WHERE name = 'front' RETURNING name`, [front]],
    ['WITH … SELECT', `WITH d AS (DELETE FROM keys.doors WHERE name = 'front' RETURNING name) SELECT * FROM d`, [front]],
    [
      'WITH … UPDATE',
      `WITH f AS (SELECT 'front' AS n) UPDATE keys.doors SET name = name FROM f WHERE name = n RETURNING name`,
      [front],
    ],
    [
      'WITH … INSERT',
      `WITH s AS (SELECT 'side' AS n) INSERT INTO keys.doors (name) SELECT n FROM s RETURNING name`,
      [{ name: 'side' }],
    ],
  ])('answers the rows of %s', async (_kind, sql, expected) => {
    expect(await rows(source.manager, { sql })).toEqual(expected);
  });

  it('hands parameters to Postgres, never into the text', async () => {
    const parameters = [`'; DROP TABLE keys.doors; --`];
    expect(await rows(source.manager, { sql: 'SELECT $1 AS name', parameters })).toEqual([{ name: parameters[0] }]);
  });
});
