import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrate, rows, Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { createDatabase, startRedis, type TestDatabase, type TestRedis } from '#libs/testing';
import { keysEnv, type KeysEnv } from '../src/env.js';
import { createKeysApp } from '../src/keys-app.js';
import { keysSchema } from '../src/keys-schema.js';
import { Caller } from './caller.js';

/** A clock that runs with the machine's, moved by as much as a test likes. */
export class MovableClock implements Clock {
  private aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  moveAhead(milliseconds: number): void {
    this.aheadMs += milliseconds;
  }
}

/** A keys service of a suite's own: on its own database and Redis, with its first admin key at hand. */
export class KeysService {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly env: KeysEnv,
    readonly clock: MovableClock,
    readonly redis: TestRedis,
    private readonly database: TestDatabase,
    private readonly folder: string,
    private readonly log: PassThrough,
  ) {}

  /** Starts everything. `overrides` are environment variables. */
  static async start(overrides: Readonly<Record<string, string>> = {}): Promise<KeysService> {
    const [database, redis] = await Promise.all([createDatabase(), startRedis()]);
    const folder = mkdtempSync(join(tmpdir(), 'curfew-keys-'));
    const env = keysEnv.parse({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      KEY_PEPPERS: pepper('test', 1),
      ADMIN_KEY_FILE: join(folder, 'admin-key'),
      ...overrides,
    });
    await migrate(keysSchema, { DATABASE_URL: database.url });
    const [clock, lines] = [new MovableClock(), new PassThrough()];
    const log = new Log({ service: 'keys', level: 'debug', destination: lines });
    const app = await createKeysApp({ env, log, clock });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new KeysService(app, env, clock, redis, database, folder, lines);
  }

  /** The first admin key, read from its file as a person would. */
  get adminKey(): string {
    return readFileSync(join(this.folder, 'admin-key'), 'utf8');
  }

  /** The API as seen by whoever holds this key; the admin's unless given. */
  as(apiKey: string = this.adminKey): Caller {
    return new Caller(this.app, { authorization: `Bearer ${apiKey}` });
  }

  /** The API as seen by someone without any key. */
  anonymous(): Caller {
    return new Caller(this.app, {});
  }

  query<Row = Record<string, unknown>>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]> {
    return rows<Row>(this.app.get(Transactions).reading, { sql, parameters });
  }

  /** Every line logged since the last look. */
  logged(): string {
    return String(this.log.read() ?? '');
  }

  async stop(): Promise<void> {
    await this.app.close();
    await Promise.all([this.redis.stop(), this.database.drop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A pepper for KEY_PEPPERS whose bytes are all the same. */
export function pepper(id: string, byte: number): string {
  return `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
}
