import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDatabase, startProcess, startRedis, type TestProcess, type TestRedis } from '#libs/testing';

const run = promisify(execFile);

/** A key as it was issued. */
export interface IssuedKey {
  readonly apiKey: string;
  readonly cid: string;
}

/** What a service answers. */
export interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

/** The real keys service and the example beside it, as processes, on a database and a Redis of their own. */
export class Neighbourhood {
  parcels: TestProcess;
  private pastLogs = '';

  constructor(
    readonly redis: TestRedis,
    private readonly parts: {
      readonly keys: TestProcess;
      readonly parcels: TestProcess;
      readonly adminKey: string;
      readonly end: () => Promise<void>;
    },
  ) {
    this.parcels = parts.parcels;
  }

  get adminKey(): string {
    return this.parts.adminKey;
  }

  /** Issues a key with a default role. */
  async issue(role: 'ADMIN' | 'READ_ONLY', name = 'parcel-reader'): Promise<IssuedKey> {
    return (await this.curfew('POST', '/auth/key', { name, roles: [{ type: 'DEFAULT', role }] })) as IssuedKey;
  }

  /** Changes the name of a key. */
  async rename(cid: string, name: string): Promise<void> {
    await this.curfew('PUT', `/auth/key/${cid}`, { name });
  }

  /** Revokes a key; answers when, in the terms of `performance.now()`. */
  async revoke(cid: string): Promise<number> {
    await this.curfew('DELETE', `/auth/key/${cid}`);
    return performance.now();
  }

  /** Calls the example, with a key or without. */
  async get(path: string, apiKey?: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const all = new Headers(headers);
    if (apiKey !== undefined) all.set('authorization', `Bearer ${apiKey}`);
    const answer = await fetch(`${this.parcels.url}${path}`, { headers: all });
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.json() };
  }

  /** The events of a key that the example has heard, as "KeyCreated 1", oldest first. */
  heard(cid: string): string[] {
    return [...this.logs().matchAll(new RegExp(`(Key\\w+) ${cid} version (\\d+)`, 'g'))].map(
      ([, type = '', version = '']) => `${type} ${version}`,
    );
  }

  /** Starts the example again, under its name and address. */
  async restartParcels(): Promise<void> {
    this.pastLogs += this.parcels.logs();
    this.parcels = await startProcess({ role: 'parcels', env: this.parcels.env });
    await this.parcels.ready();
  }

  /** Everything the example has written. */
  logs(): string {
    return this.pastLogs + this.parcels.logs();
  }

  async close(): Promise<void> {
    await Promise.all([this.parcels.kill(), this.parts.keys.kill()]);
    await this.parts.end();
  }

  private async curfew(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.parts.adminKey}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`${this.parts.keys.url}/api/v1${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

/** Starts Curfew's keys service and the example. */
export async function setupNeighbourhood(): Promise<Neighbourhood> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-parcels-'));
  const [database, redis] = await Promise.all([createDatabase(), startRedis({ appendOnly: true })]);
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    KEY_PEPPERS: `test:${randomBytes(32).toString('base64')}`,
    SECRET_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    WEBHOOK_SIGNING_KEY: randomBytes(32).toString('base64'),
    ADMIN_KEY_FILE: join(folder, 'admin-key'),
  };
  await run(process.execPath, ['tools/curfew.mjs', 'migrate'], { env });
  const keys = await (await startProcess({ role: 'keys', env })).ready();
  const parcels = await (await startProcess({ role: 'parcels', env: { REDIS_URL: redis.url, NO_COLOR: '1' } })).ready();
  const end = async () => {
    await Promise.all([redis.stop(), database.drop()]);
    await rm(folder, { recursive: true, force: true });
  };
  return new Neighbourhood(redis, { keys, parcels, adminKey: await readFile(env.ADMIN_KEY_FILE, 'utf8'), end });
}
