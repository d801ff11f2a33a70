import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrate, rows, Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { Client } from 'pg';
import { createDatabase, startRedis, type TestDatabase, type TestRedis } from '#libs/testing';
import { keysEnv } from '../src/env.js';
import { createKeysApp } from '../src/keys-app.js';
import { keysSchema } from '../src/keys-schema.js';
import { Caller } from './caller.js';

/** A clock that runs with the machine's, until a test moves or stops it. */
export class MovableClock implements Clock {
  private aheadMs = 0;
  private stoppedAt: Date | undefined;

  now(): Date {
    return this.stoppedAt ?? new Date(Date.now() + this.aheadMs);
  }

  moveAhead(milliseconds: number): void {
    this.aheadMs += milliseconds;
  }

  stopAt(instant: Date): Date {
    this.stoppedAt = instant;
    return instant;
  }
}

/** A keys service of a suite's own: on its own database and Redis, with its first admin key at hand. */
export class KeysService {
  readonly app: NestFastifyApplication;
  readonly clock: MovableClock;
  private readonly lines: PassThrough;

  private constructor(
    private readonly place: Place,
    { app, clock, lines }: Running,
  ) {
    this.app = app;
    this.clock = clock;
    this.lines = lines;
  }

  /** Starts everything afresh. `overrides` are environment variables. */
  static async start(overrides: Readonly<Record<string, string>> = {}): Promise<KeysService> {
    const [database, redis] = await Promise.all([createDatabase(), startRedis()]);
    const folder = mkdtempSync(join(tmpdir(), 'curfew-keys-'));
    await migrate(keysSchema, { DATABASE_URL: database.url });
    return KeysService.startAt({ database, redis, folder }, overrides);
  }

  /** Starts a service on what is there already. */
  static async startAt(place: Place, overrides: Readonly<Record<string, string | undefined>>): Promise<KeysService> {
    const env = keysEnv.parse({
      DATABASE_URL: place.database.url,
      REDIS_URL: place.redis.url,
      KEY_PEPPERS: pepper('test', 1),
      SECRET_ENCRYPTION_KEYS: pepper('test', 2),
      WEBHOOK_SIGNING_KEY: Buffer.alloc(32, 3).toString('base64'),
      ADMIN_KEY_FILE: join(place.folder, 'admin-key'),
      // Suites send what they like; the one about the limits sets them back.
      RATE_LIMIT_PER_MINUTE: '1000000',
      FAILED_AUTHENTICATIONS_PER_MINUTE: '1000000',
      INVITATIONS_PER_MINUTE: '1000000',
      TEST_MESSAGES_PER_MINUTE: '1000000',
      SLACK_SIGNING_SECRET: 'a-signing-secret-for-tests',
      ...overrides,
    });
    // Roomy enough for all that is logged between two looks: what does not fit would be read only by the next.
    const [clock, lines] = [new MovableClock(), new PassThrough({ highWaterMark: 64 * 1_024 * 1_024 })];
    const log = new Log({ service: 'keys', level: 'debug', destination: lines });
    const app = await createKeysApp({ env, log, clock });
    await app.init().catch(async (error: unknown) => {
      await app.close();
      throw error;
    });
    await app.startAllMicroservices();
    await app.getHttpAdapter().getInstance().ready();
    return new KeysService(place, { app, clock, lines });
  }

  /** Ends the service and starts another on the same database and Redis. */
  async restartedWith(overrides: Readonly<Record<string, string>>): Promise<KeysService> {
    await this.app.close();
    return KeysService.startAt(this.place, overrides);
  }

  /** Starts another node on the same database and Redis; its `app` is for the test to close. */
  another(overrides: Readonly<Record<string, string | undefined>> = {}): Promise<KeysService> {
    return KeysService.startAt(this.place, overrides);
  }

  /** Where the database is, for its owner. */
  get databaseUrl(): string {
    return this.place.database.url;
  }

  get redis(): TestRedis {
    return this.place.redis;
  }

  /** The first admin key, read from its file as a person would. */
  get adminKey(): string {
    return readFileSync(join(this.place.folder, 'admin-key'), 'utf8');
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

  /** Does what the service itself has no right to do; answers how many rows came of it. */
  async asOwner(sql: string): Promise<number> {
    const client = new Client({ connectionString: this.place.database.url });
    await client.connect();
    const result = await client.query(sql).finally(() => client.end());
    return result.rowCount ?? 0;
  }

  /** The statements sent to Postgres while `work` was done, whoever sent them. */
  async statementsDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
    return (await this.questionsDuring(work)).map(({ sql }) => sql);
  }

  /** The same with their parameters. */
  async questionsDuring(work: () => Promise<unknown>): Promise<readonly Question[]> {
    const { dataSource } = this.app.get(Transactions).reading;
    const [questions, usual] = [[] as Question[], dataSource.logger];
    const logQuery = (sql: string, parameters: readonly unknown[] = []) => questions.push({ sql, parameters });
    dataSource.logger = Object.assign(Object.create(usual) as typeof usual, { logQuery });
    await work();
    dataSource.logger = usual;
    return questions;
  }

  /** Listens on a free port; answers it. */
  async listen(): Promise<number> {
    await this.app.listen(0, '127.0.0.1');
    return Number(new URL(await this.app.getUrl()).port);
  }

  /** Every line logged since the last look. */
  logged(): string {
    return String(this.lines.read() ?? '');
  }

  async stop(): Promise<void> {
    await this.app.close();
    await Promise.all([this.place.redis.stop(), this.place.database.drop()]);
    rmSync(this.place.folder, { recursive: true, force: true });
  }
}

/** What Postgres was asked. */
interface Question {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** A service and what a test holds of it. */
interface Running {
  readonly app: NestFastifyApplication;
  readonly clock: MovableClock;
  readonly lines: PassThrough;
}

/** What a service runs on, and outlives it. */
interface Place {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  readonly folder: string;
}

/** A pepper for KEY_PEPPERS, or a key for SECRET_ENCRYPTION_KEYS, whose bytes are all the same. */
export function pepper(id: string, byte: number): string {
  return `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
}
