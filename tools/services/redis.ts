import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { isRunning } from '../processes/child.js';
import { poll } from '../processes/poll.js';

/** A private Redis, heard on 127.0.0.1 alone, whose data survives a crash. */
export interface RedisServer {
  /** The executable, as `redisServer` finds it. */
  readonly executable: string;
  readonly folder: string;
  readonly port: number;
  /** A file descriptor that takes what the server writes. */
  readonly log: number;
}

/** Starts it; the process may not answer yet. */
export function spawnRedis({ executable, folder, port, log }: RedisServer): ChildProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
    save: '',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return spawn(executable, args, { detached: true, stdio: ['ignore', log, log] });
}

/** Waits until it has loaded its data and answers; fails early when its process ends. */
export async function redisAnswers({ port }: Pick<RedisServer, 'port'>, server: ChildProcess): Promise<void> {
  await poll(() => ping(port), {
    what: 'Redis answers',
    withinMs: 30_000,
    giveUp: () => {
      if (!isRunning(server)) throw new Error('Redis ended while it was starting.');
    },
  });
}

/** The URL of a private Redis. */
export function redisUrl({ port }: Pick<RedisServer, 'port'>): string {
  return `redis://127.0.0.1:${port}`;
}

async function ping(port: number): Promise<boolean> {
  const client = new Redis(redisUrl({ port }), {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    disconnectTimeout: 100,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } finally {
    client.disconnect();
  }
}
