import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { createDatabase, startRedis, until, type TestRedis } from './index.js';

describe('createDatabase', () => {
  it('gives a database that is empty, UTF-8 and alone', async () => {
    const [first, second] = await Promise.all([createDatabase(), createDatabase()]);
    expect(first.url).not.toBe(second.url);
    const client = new Client({ connectionString: first.url });
    await client.connect();
    const { rows } = await client.query(`SELECT current_setting('server_encoding') encoding, current_setting('TimeZone') zone`);
    expect(rows).toEqual([{ encoding: 'UTF8', zone: 'UTC' }]);
    const tables = await client.query(`SELECT FROM information_schema.tables WHERE table_schema = 'public'`);
    expect(tables.rowCount).toBe(0);
    await client.end();
    await Promise.all([first.drop(), second.drop()]);
  });

  it('drops a database that is still in use', async () => {
    const database = await createDatabase();
    const client = new Client({ connectionString: database.url });
    const lost = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await expect(lost).resolves.toBeInstanceOf(Error);
    await client.end();
    await expect(new Client({ connectionString: database.url }).connect()).rejects.toThrow('does not exist');
  });
});

describe('startRedis', () => {
  let redis: TestRedis | undefined;
  const clients: Redis[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await redis?.stop();
  });

  async function connected(options: Parameters<typeof startRedis>[0] = {}) {
    redis = await startRedis(options);
    const client = new Redis(redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null, disconnectTimeout: 100 });
    client.on('error', () => undefined);
    clients.push(client);
    return { redis, client };
  }

  it('keeps its data across a kill when it has an append-only file', async () => {
    const { redis, client } = await connected({ appendOnly: true });
    await client.set('name', 'curfew');
    await redis.kill();
    await redis.restart();
    expect(await client.get('name')).toBe('curfew');
  });

  it('forgets its data in a kill when it has none', async () => {
    const { redis, client } = await connected();
    await client.set('name', 'curfew');
    await redis.kill();
    await redis.restart();
    expect(await client.get('name')).toBeNull();
  });

  it('answers nothing while frozen, and goes on when thawed', async () => {
    const { redis, client } = await connected();
    await client.ping();
    redis.freeze();
    let answer: string | undefined;
    const asked = client.ping().then((reply) => (answer = reply));
    await expect(until(() => answer, { what: 'an answer', withinMs: 200 })).rejects.toThrow('an answer');
    redis.thaw();
    expect(await asked).toBe('PONG');
  });

  it('is empty after flushAll', async () => {
    const { redis, client } = await connected();
    await client.set('name', 'curfew');
    await redis.flushAll();
    expect(await client.dbsize()).toBe(0);
  });
});
