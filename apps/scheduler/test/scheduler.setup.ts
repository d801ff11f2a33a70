import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { KEYS_STREAM, type StreamEvent } from '#libs/contracts';
import { migrate } from '#libs/database';
import { Log } from '#libs/observability';
import { createDatabase, freePort, startProcess, startProxy, startRedis, type FaultProxy, type TestRedis } from '#libs/testing';
import { schedulerEnv, type SchedulerEnv } from '../src/env.js';
import { createScheduler } from '../src/scheduler.js';
import { schedulerSchema } from '../src/schema.js';
import { Inbox } from './inbox.setup.js';

/** A scheduler with a database, a Redis and a sandbox of its own. */
export interface SchedulerBench {
  readonly inbox: Inbox;
  readonly redis: Redis;
  /** Where its database is, for a superuser. */
  readonly databaseUrl: string;
  /** The server behind it, to be frozen and emptied. */
  readonly redisServer: TestRedis;
  /** The way to the mail server, to be held up. */
  readonly smtp: FaultProxy;
  /** Empties Redis, as a server that lost its memory would be. */
  flushRedis(): Promise<void>;
  /** Puts events onto the stream, as the keys service would. */
  publish(...events: readonly StreamEvent[]): Promise<void>;
  /** Looks at the scheduler's tables as a superuser. */
  query<Row>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]>;
  /** What HTTP answers. */
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Ends this scheduler in an orderly way and starts another on the same data, with another environment if told. */
  restart(changes?: Partial<SchedulerEnv>): Promise<void>;
  close(): Promise<void>;
}

/** Starts one; `variables` override the environment of the local stack. */
export async function setupScheduler(variables: Readonly<Record<string, string>> = {}): Promise<SchedulerBench> {
  const [database, server, sandbox] = await Promise.all([
    createDatabase(),
    startRedis(),
    startProcess({ role: 'sandbox', env: {} }),
  ]);
  await sandbox.ready();
  const smtp = await startProxy({ to: Number(sandbox.env['SMTP_PORT']) });
  await migrate(schedulerSchema, { DATABASE_URL: database.url });
  const env = schedulerEnv.parse({
    DATABASE_URL: database.url,
    REDIS_URL: server.url,
    SCHEDULER_PORT: String(await freePort()),
    SMTP_URL: `smtp://127.0.0.1:${String(smtp.port)}`,
    SLACK_API_URL: `http://127.0.0.1:${sandbox.env['SLACK_PORT'] ?? ''}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-sandbox',
    NOTIFY_SLACK_CHANNELS: '#api-keys',
    WEBHOOK_SIGNING_KEY: Buffer.alloc(32, 3).toString('base64'),
    ...variables,
  });
  const pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  const redis = new Redis(server.url);
  const start = async (changes: Partial<SchedulerEnv> = {}) => {
    const app = await createScheduler({ ...env, ...changes }, new Log({ service: 'scheduler', level: 'silent' }));
    await app.startAllMicroservices();
    await app.init();
    return app;
  };
  let app: NestFastifyApplication = await start();
  return {
    redis,
    redisServer: server,
    databaseUrl: database.url,
    smtp,
    inbox: new Inbox(sandbox.url),
    flushRedis: () => server.flushAll(),
    publish: async (...events) => {
      const pipeline = redis.pipeline();
      for (const event of events) pipeline.xadd(KEYS_STREAM, '*', 'event', JSON.stringify(event));
      await pipeline.exec();
    },
    query: async <Row>(sql: string, ...parameters: readonly unknown[]) => (await pool.query(sql, [...parameters])).rows as Row[],
    get: async (path) => {
      const { statusCode: status, body } = await app.inject({ method: 'GET', url: path });
      return { status, body };
    },
    restart: async (changes) => {
      await app.close();
      app = await start(changes);
    },
    close: async () => {
      await app.close();
      redis.disconnect();
      await pool.end();
      await Promise.all([smtp.close(), sandbox.kill(), server.stop()]);
      await database.drop();
    },
  };
}
