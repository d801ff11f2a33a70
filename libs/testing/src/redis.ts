import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './ports.js';
import { testRun } from './run.js';
import { until } from './until.js';

/** How a suite's Redis runs. */
export interface RedisOptions {
  /** Keeps an append-only file, so that data survives `kill` and `restart`. Off unless asked for. */
  readonly appendOnly?: boolean;
}

/** Starts a Redis process of the suite's own, on a free port and in a folder of its own, and waits until it answers. */
export async function startRedis({ appendOnly = false }: RedisOptions = {}): Promise<TestRedis> {
  const redis = new TestRedis(testRun().redisServer, await freePort(), appendOnly);
  await redis.restart();
  return redis;
}

/** A real Redis that a suite may kill, freeze and empty. End it with `stop()`. */
export class TestRedis {
  readonly url: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'curfew-redis-'));
  private process: ChildProcess | undefined;

  constructor(
    private readonly executable: string,
    readonly port: number,
    private readonly appendOnly: boolean,
  ) {
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Ends it at once (SIGKILL), without a chance to save. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it for good and forgets its data. */
  async stop(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts it again on the same port and folder, ending it first if it runs. Answers when it does. */
  async restart(): Promise<void> {
    await this.end('SIGTERM');
    this.process = spawn(this.executable, this.settings(), { stdio: ['ignore', 'ignore', 'inherit'] });
    await until(() => this.ask((client) => client.ping()), { what: `Redis answers on port ${this.port}` });
  }

  /** Stops it in mid-step (SIGSTOP): connections stay open and nothing answers. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  /** Lets a frozen one go on. */
  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Empties it. */
  async flushAll(): Promise<void> {
    await this.ask((client) => client.flushall());
  }

  /** All it holds: every key with every value, of whatever type. Read as values, since a dump may be compressed. */
  text(): Promise<string> {
    return this.ask(async (client) => {
      const keys = await client.keys('*');
      return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await valueOf(client, key)])));
    });
  }

  private settings(): string[] {
    const settings = {
      port: this.port,
      bind: '127.0.0.1',
      dir: this.folder,
      appendonly: this.appendOnly ? 'yes' : 'no',
      save: '',
      'maxmemory-policy': 'noeviction',
      loglevel: 'warning',
    };
    return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const running = this.process;
    this.process = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill(signal);
    // A frozen process receives SIGTERM only once it goes on.
    running.kill('SIGCONT');
    await exited;
  }

  private async ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url, {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      disconnectTimeout: 100,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await question(client);
    } finally {
      client.disconnect();
    }
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      // It may have been removed a moment ago; any other type would go unread.
      if (type !== 'none') throw new Error(`Redis values of type ${type} can not be read here yet.`);
      return null;
  }
}
