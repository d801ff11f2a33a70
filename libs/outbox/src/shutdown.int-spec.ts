import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, startRedis, until, type TestDatabase, type TestRedis } from '#libs/testing';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { OutboxBench } from '../test/outbox.setup.js';

/** A process that relays and consumes, as built, and is closed when its standard input ends. It never calls exit itself. */
const SCRIPT = `
  import 'reflect-metadata';
  import { NestFactory } from '@nestjs/core';
  import { FastifyAdapter } from '@nestjs/platform-fastify';
  import { z } from 'zod';
  import { DatabaseModule } from '#libs/database';
  import { RedisStreamsServer } from '#libs/messaging';
  import { Log, MetricsModule } from '#libs/observability';
  import { OutboxModule } from '#libs/outbox';

  const [DATABASE_URL, REDIS_URL] = process.argv.slice(1);
  const env = { DATABASE_URL, REDIS_URL };
  const log = new Log({ service: 'test', level: 'silent' });
  const service = { schema: 'keys', entities: [], migrations: [] };
  class LogModule {}
  class AppModule {}
  const logs = { module: LogModule, global: true, providers: [{ provide: Log, useValue: log }], exports: [Log] };
  const outbox = OutboxModule.forService({ schema: 'keys', stream: 'test:shutdown', env });
  const imports = [logs, MetricsModule.forService('keys'), DatabaseModule.forService(service, env), outbox];
  const app = await NestFactory.create({ module: AppModule, imports }, new FastifyAdapter(), { logger: false });
  const names = { stream: 'test:shutdown', deadLetters: 'test:shutdown:dead', group: 'test', consumer: 'one' };
  const schema = z.object({ id: z.string(), type: z.string(), subject: z.string() });
  app.connectMicroservice({ strategy: new RedisStreamsServer({ env, log, schema, expects: [], ...names }) });
  await app.startAllMicroservices();
  await app.init();
  console.log('started');
  process.stdin.on('end', async () => {
    await app.close();
    console.log('closed');
  }).resume();
`;

let database: TestDatabase;
let redis: TestRedis;
let admin: Client;
beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis()]);
  const bench = await OutboxBench.over({ database: database.url, redis: redis.url });
  await bench.close();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await Promise.all([database.drop(), redis.stop()]);
});

function start() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, database.url, redis.url]);
  return { child, exited: once(child, 'exit'), output: text(child.stdout), errors: text(child.stderr) };
}

async function databaseConnections(): Promise<number> {
  const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'curfew-%'`;
  return (await admin.query(sql)).rowCount ?? 0;
}

async function redisConnections(): Promise<number> {
  const client = new Redis(redis.url);
  const list = (await client.client('LIST')) as string;
  client.disconnect();
  // One is the asking client's own.
  return list.trim().split('\n').length - 1;
}

describe('a process that relays and consumes', () => {
  it('ends by itself when closed, and leaves no connection behind', async () => {
    const { child, exited, output, errors } = start();
    const isConnected = async () => (await databaseConnections()) >= 2 && (await redisConnections()) === 3;
    await until(isConnected, { what: 'a pool, a listener and three connections to Redis' });
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect([await output, await errors]).toEqual(['started\nclosed\n', '']);
    await until(async () => (await databaseConnections()) + (await redisConnections()) === 0, { what: 'no connection is left' });
  });

  it('ends by itself when closed before it was quite there', async () => {
    const { child, exited, output } = start();
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect(await output).toBe('started\nclosed\n');
  });

  it('ends by itself when closed while Redis is away', async () => {
    await redis.kill();
    const { child, exited, output } = start();
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect(await output).toBe('started\nclosed\n');
    await redis.restart();
  });
});
