import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { end, isRunning } from '../processes/child.js';
import { freePort } from '../processes/ports.js';
import { ensureDatabase, POSTGRES_STOP, postgresAnswers, postgresUrl, spawnPostgres } from './postgres.js';
import { redisServer } from './redis-server.js';
import { redisAnswers, redisUrl, spawnRedis } from './redis.js';

let folder: string;
const started: ChildProcess[] = [];
// A folder that only its owner may enter: the user Postgres runs as can't walk there.
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'curfew-services-'))));
afterEach(() => Promise.all(started.splice(0).map((child) => end(child, 'SIGKILL'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keep = <C extends ChildProcess>(child: C): C => (started.push(child), child);
const logTo = (name: string) => openSync(join(folder, name), 'a');

/** Each test starts it; the first one makes it. */
async function cluster() {
  return { folder: join(folder, 'postgres'), port: await freePort(), password: 'p4ssword', log: logTo('postgres.log') };
}

async function ask(url: string, statement: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client.query(statement).finally(() => client.end());
}

describe('the private Postgres', () => {
  it('keeps what was committed between starts, a crash included', async () => {
    const options = await cluster();
    const first = keep(await spawnPostgres(options));
    await postgresAnswers(options, first);
    await ensureDatabase(options, 'curfew');
    const url = postgresUrl(options, 'curfew');
    await ask(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await end(first, 'SIGQUIT');
    const second = keep(await spawnPostgres(options));
    await postgresAnswers(options, second);
    await ensureDatabase(options, 'curfew');
    expect((await ask(url, 'SELECT * FROM kept')).rows).toEqual([{ one: 1 }]);
    await end(second, POSTGRES_STOP);
    expect(second.exitCode).toBe(0);
  });

  it('lets nobody in without its password', async () => {
    const options = await cluster();
    await postgresAnswers(options, keep(await spawnPostgres(options)));
    await expect(ask(postgresUrl({ ...options, password: 'wrong' }), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('says so when it ends instead of answering', async () => {
    const options = { ...(await cluster()), settings: { max_connections: 'many' } };
    const server = keep(await spawnPostgres(options));
    await expect(postgresAnswers(options, server)).rejects.toThrow('Postgres ended while it was starting.');
    expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).toContain('invalid value for parameter "max_connections"');
  });
});

describe('redisServer', () => {
  const path = process.env['PATH'];
  afterEach(() => void (process.env['PATH'] = path));

  it('says in one sentence what to do where there is no way to a Redis', () => {
    process.env['PATH'] = folder;
    expect(() => redisServer(join(folder, 'none'), () => undefined)).toThrow(
      'There is no Redis on this machine: install Redis 6.2 or newer (the command redis-server), or set REDIS_URL.',
    );
  });
});

describe('the private Redis', () => {
  const executable = () => redisServer(join(process.env['CURFEW_HOME'] ?? '.curfew', 'cache/redis'), () => undefined);

  async function server() {
    const options = {
      executable: executable(),
      folder: join(folder, 'redis'),
      port: await freePort(),
      log: logTo('redis.log'),
    };
    const start = async () => {
      const child = keep(spawnRedis(options));
      await redisAnswers(options, child);
      return child;
    };
    return { start, client: () => new Redis(redisUrl(options), { disconnectTimeout: 100 }) };
  }

  it('keeps everything across a crash, and never evicts', async () => {
    const { start, client } = await server();
    const first = await start();
    const writer = client();
    await writer.set('job', 'planned');
    writer.disconnect();
    await end(first, 'SIGKILL');
    await start();
    const reader = client();
    expect(await reader.get('job')).toBe('planned');
    expect(await reader.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    reader.disconnect();
  });

  it('says so when it ends instead of answering', async () => {
    const options = {
      executable: 'false',
      folder: join(folder, 'redis'),
      port: await freePort(),
      log: logTo('redis.log'),
    };
    const child = keep(spawnRedis(options));
    await expect(redisAnswers(options, child)).rejects.toThrow('Redis ended while it was starting.');
    expect(isRunning(child)).toBe(false);
  });
});
