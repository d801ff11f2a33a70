import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from '#libs/database';
import { createDatabase, until, type TestDatabase } from '#libs/testing';
import { Client } from 'pg';
import { keysSchema } from '../keys-schema.js';
import { ChangesFeed } from './changes-feed.repository.js';

let database: TestDatabase;
let feed: ChangesFeed;
let [writer, open]: Client[] = [];

beforeAll(async () => {
  database = await createDatabase();
  await migrate(keysSchema, { DATABASE_URL: database.url });
});

afterAll(() => database.drop());

beforeEach(async () => {
  feed = new ChangesFeed({ DATABASE_URL: database.url });
  [writer, open] = await Promise.all([connected(), connected()]);
  await writer.query('DELETE FROM keys.changes');
});

afterEach(() => Promise.all([feed.close(), writer?.end(), open?.end()]));

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return client;
}

const change = (subject: string, by = writer) => by?.query('INSERT INTO keys.changes (subject) VALUES ($1)', [subject]);
const left = async () => {
  const found = await writer?.query<{ subject: string }>('SELECT subject FROM keys.changes');
  return found?.rows.map(({ subject }) => subject).sort();
};

describe('while a transaction that writes is open', () => {
  it('each look reads what is new since the one before it alone', async () => {
    await open?.query('BEGIN');
    await change('late', open);
    const first = await feed.since(undefined);
    await writer?.query(`INSERT INTO keys.changes (subject) SELECT 'many ' || n FROM generate_series(1, 5000) n`);
    const second = await feed.since(first.snapshot);
    const third = await feed.since(second.snapshot);
    await change('one more');
    const fourth = await feed.since(third.snapshot);
    expect([first, second, third, fourth].map(({ subjects }) => subjects.length)).toEqual([0, 5_000, 0, 1]);
    await open?.query('COMMIT');
    expect((await feed.since(fourth.snapshot)).subjects).toEqual(['late']);
  });

  it('a look says so as soon as others have ended, and whose it is', async () => {
    await open?.query('BEGIN');
    await change('late', open);
    await change('early');
    const pid = (await open?.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))?.rows[0]?.pid;
    // The horizon is one for all databases of the cluster, and other suites write, too.
    const { horizon } = await until(
      async () => {
        const seen = await feed.since(undefined);
        return seen.isHeld && (await feed.holder(seen.horizon))?.pid === pid && seen;
      },
      { what: 'the transaction is the oldest' },
    );
    await open?.query('ROLLBACK');
    expect(await feed.holder(horizon)).toBeUndefined();
  });

  it('changes of others can be removed, and its own stay for those who have not seen them', async () => {
    await open?.query('BEGIN');
    await change('late', open);
    await change('early');
    const { snapshot } = await feed.since(undefined);
    await change('later');
    await open?.query('COMMIT');
    expect(await feed.prune(snapshot)).toBe(false);
    expect(await left()).toEqual(['late', 'later']);
  });
});

it('names what changed several times at once once', async () => {
  const { snapshot } = await feed.since(undefined);
  for (const subject of ['ak1', 'us1', 'ak1']) await change(subject);
  expect((await feed.since(snapshot)).subjects).toEqual(['ak1', 'us1']);
});

it('misses nothing and tells nothing twice, whoever commits when', async () => {
  let { snapshot } = await feed.since(undefined);
  const [others, seen] = [await Promise.all(Array.from({ length: 6 }, connected)), [] as string[]];
  const look = async () => {
    const found = await feed.since(snapshot);
    seen.push(...found.subjects);
    snapshot = found.snapshot;
  };
  const written = others.map(async (client, who) => {
    for (let turn = 0; turn < 30; turn += 1) {
      await client.query('BEGIN');
      await change(`${String(who)}-${String(turn)}`, client);
      if (turn % 3 === who % 3) await client.query('SELECT pg_sleep(0.01)');
      await client.query('COMMIT');
    }
  });
  await Promise.all([
    ...written,
    until(async () => (await look(), seen.length >= 180), { what: 'all is seen', withinMs: 30_000 }),
  ]);
  expect(seen.toSorted()).toEqual(await left());
  await Promise.all(others.map((client) => client.end()));
});
