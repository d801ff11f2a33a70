import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import {
  createDatabase,
  startProcess,
  startProxy,
  startRedis,
  type FaultProxy,
  type TestProcess,
  type TestRedis,
} from '#libs/testing';
import { Inbox } from './inbox.setup.js';

const run = promisify(execFile);

/** What the API answers when a key is issued. */
export interface IssuedKey {
  readonly apiKey: string;
  readonly cid: string;
  readonly expirationDate: string;
}

/** What lies between the scheduler, and keys, and what they need: to fail as told. */
type SystemNetwork = Readonly<Record<'postgres' | 'redis' | 'keysPostgres' | 'keysRedis', FaultProxy>>;

/** Variables to change in the environment of a service; those that are undefined are taken out. */
type EnvChanges = Readonly<Record<string, string | undefined>>;

/** The whole of Curfew as real processes, on a database and a Redis of its own. */
export class System {
  keys: TestProcess;
  scheduler: TestProcess;
  /** What was written by processes that have been replaced. */
  private pastLogs = '';

  constructor(
    readonly redis: TestRedis,
    readonly inbox: Inbox,
    private readonly parts: {
      readonly pool: Pool;
      readonly adminKey: string;
      readonly env: Readonly<Record<string, string>>;
      readonly keys: TestProcess;
      readonly scheduler: TestProcess;
      readonly network: SystemNetwork;
      readonly end: () => Promise<void>;
    },
  ) {
    this.keys = parts.keys;
    this.scheduler = parts.scheduler;
  }

  /** Calls the API as the administrator. */
  async call(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await fetch(`${this.keys.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.parts.adminKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Calls the API without a credential. */
  async post(path: string, body: object): Promise<{ readonly status: number; readonly body: unknown }> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.keys.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }

  /** Issues a key that expires so many days and milliseconds from now. */
  async issue(name: string, { days, ms }: { readonly days: number; readonly ms: number }): Promise<IssuedKey> {
    const expirationDate = new Date(Date.now() + days * 86_400_000 + ms).toISOString();
    const answer = await this.call('POST', '/auth/key', { name, roles: [{ type: 'DEFAULT', role: 'USER' }], expirationDate });
    if (answer.status !== 200) throw new Error(`The key was not issued: ${JSON.stringify(answer)}`);
    return answer.body as IssuedKey;
  }

  /** Looks at any table as a superuser. */
  async query<Row>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]> {
    return (await this.parts.pool.query(sql, [...parameters])).rows as Row[];
  }

  /** Kills a service on the spot, as a crash would. */
  async crash(role: 'keys' | 'scheduler'): Promise<void> {
    await this[role].kill('SIGKILL');
  }

  /** Starts a service again after it has crashed, with another environment from now on if told. It need not be ready yet. */
  async start(role: 'keys' | 'scheduler', changes: EnvChanges = {}): Promise<TestProcess> {
    this.pastLogs += this[role].logs();
    const entries = Object.entries({ ...this[role].env, ...changes });
    const env = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
    this[role] = await startProcess({ role, env });
    return this[role];
  }

  /** Starts one more scheduler beside the first; the caller ends it. */
  async startSecondScheduler(): Promise<TestProcess> {
    const { SCHEDULER_PORT: _taken, ...env } = this.scheduler.env;
    const second = await startProcess({ role: 'scheduler', env });
    return second.ready();
  }

  /** Lets everything through again that was held up. */
  mend(): void {
    for (const proxy of Object.values(this.network)) proxy.pass();
    this.redis.thaw();
    this.scheduler.thaw();
  }

  /** Everything that any service has written to its log. */
  logs(): string {
    return this.pastLogs + this.keys.logs() + this.scheduler.logs();
  }

  /** Where its database is, for a superuser. */
  get databaseUrl(): string {
    return this.parts.env['DATABASE_URL'] ?? '';
  }

  get network(): SystemNetwork {
    return this.parts.network;
  }

  get adminKey(): string {
    return this.parts.adminKey;
  }

  async close(): Promise<void> {
    await Promise.all([this.keys.kill(), this.scheduler.kill()]);
    await this.parts.end();
  }
}

/** Starts the whole system; Redis keeps an append-only file. */
export async function setupSystem(variables: Readonly<Record<string, string>> = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-system-'));
  const [database, redis, sandbox] = await Promise.all([
    createDatabase(),
    startRedis({ appendOnly: true }),
    startProcess({ role: 'sandbox', env: {} }),
  ]);
  await sandbox.ready();
  const adminKeyFile = join(folder, 'admin-key');
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    KEY_PEPPERS: `test:${randomBytes(32).toString('base64')}`,
    SECRET_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    WEBHOOK_SIGNING_KEY: randomBytes(32).toString('base64'),
    ADMIN_KEY_FILE: adminKeyFile,
    SMTP_URL: `smtp://127.0.0.1:${sandbox.env['SMTP_PORT'] ?? ''}`,
    SLACK_API_URL: `http://127.0.0.1:${sandbox.env['SLACK_PORT'] ?? ''}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-sandbox-token',
    NOTIFY_SLACK_CHANNELS: '#api-keys',
    SWEEP_INTERVAL_SECONDS: '2',
    ...variables,
  };
  await run(process.execPath, ['tools/curfew.mjs', 'migrate'], { env });
  const postgresPort = Number(new URL(database.url).port);
  const network = {
    postgres: await startProxy({ to: postgresPort }),
    redis: await startProxy({ to: redis.port }),
    keysPostgres: await startProxy({ to: postgresPort }),
    keysRedis: await startProxy({ to: redis.port }),
  };
  const behind = (url: string, { port }: FaultProxy) =>
    Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  const through = (toPostgres: FaultProxy, toRedis: FaultProxy) => ({
    ...env,
    DATABASE_URL: behind(database.url, toPostgres),
    REDIS_URL: behind(redis.url, toRedis),
  });
  const [keys, scheduler] = await Promise.all([
    startProcess({ role: 'keys', env: through(network.keysPostgres, network.keysRedis) }),
    startProcess({ role: 'scheduler', env: through(network.postgres, network.redis) }),
  ]);
  await Promise.all([keys.ready(), scheduler.ready()]);
  const pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  const end = async () => {
    await pool.end();
    await Promise.all(Object.values(network).map((proxy) => proxy.close()));
    await Promise.all([sandbox.kill(), redis.stop(), database.drop(), rm(folder, { recursive: true })]);
  };
  const adminKey = await readFile(adminKeyFile, 'utf8');
  return new System(redis, new Inbox(sandbox.url), { pool, adminKey, env, keys, scheduler, network, end });
}
