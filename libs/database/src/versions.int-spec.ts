import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '#libs/testing';
import type { DataSource } from 'typeorm';
import { connect, keys } from '../test/schemas.setup.js';
import { migrate } from './migrate.js';
import { digestOf, versionsOf } from './versions.js';

let database: TestDatabase;
let source: DataSource;
const doors = { table: 'pg_temp.doors', id: 'name', prefix: 'ak' };

beforeAll(async () => {
  database = await createDatabase();
  await migrate(keys, { DATABASE_URL: database.url });
  source = await connect(keys, { DATABASE_URL: database.url });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Asks in a session that has a table of doors in a Danish order, in which `aa` comes last. */
async function among<T>(ids: readonly string[], ask: (tx: DataSource['manager']) => Promise<T>): Promise<T> {
  return source.transaction(async (tx) => {
    await tx.query(`CREATE TEMP TABLE doors (name text COLLATE "da-x-icu" PRIMARY KEY, version int DEFAULT 1) ON COMMIT DROP`);
    await tx.query('INSERT INTO pg_temp.doors (name) SELECT unnest($1::text[])', [ids]);
    return ask(tx);
  });
}

const ALL = ['akaa', 'akab', 'akz', 'al1', 'aj9'];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a page of versions', () => {
  it('is in the order of bytes, whatever the locale, and holds only ids of its kind', async () => {
    const page = await among(ALL, (tx) => versionsOf(tx, doors, { after: '', limit: 10 }));
    expect(page.map(({ id }) => id)).toEqual(['akaa', 'akab', 'akz']);
  });

  it('has the same digest wherever it is read', async () => {
    const first = await among(ALL, (tx) => digestOf(tx, doors, { after: '', limit: 2 }));
    expect(first).toEqual({ count: 2, last: 'akab', digest: sha256('akaa:1,akab:1') });
    const rest = await among(ALL, (tx) => digestOf(tx, doors, { after: 'akab', limit: 2 }));
    expect(rest).toEqual({ count: 1, last: 'akz', digest: sha256('akz:1') });
  });

  it('may be empty', async () => {
    const none = await among([], (tx) => digestOf(tx, doors, { after: '', limit: 2 }));
    expect(none).toEqual({ count: 0, last: null, digest: sha256('') });
  });
});
