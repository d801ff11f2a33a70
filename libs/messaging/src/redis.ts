import type { Log } from '#libs/observability';
import { Redis, type RedisOptions } from 'ioredis';
import { z } from 'zod';

/** Where Redis is. Spread into a service's own environment schema. */
export const redisEnv = {
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }),
  REDIS_PASSWORD: z.string().optional(),
};

/** Where Redis is. */
export interface RedisEnv {
  readonly REDIS_URL: string;
  readonly REDIS_PASSWORD?: string | undefined;
}

interface OpenOptions {
  readonly env: RedisEnv;
  readonly log: Log;
  /**
   * `asking`: a command fails within 5 s when Redis is away, so that nothing piles up behind it. `waiting`: for blocking
   * reads of a few seconds; one fails as soon as the connection breaks, and one that takes 10 s has hung. `working`: for a job
   * library that brings its own blocking reads and its own way to notice that they hang.
   */
  readonly use: 'asking' | 'waiting' | 'working';
}

/** Opens one connection that reconnects for ever; says once when Redis goes away and once when it is back. */
export function openRedis({ env, log, use }: OpenOptions): Redis {
  const redis = new Redis(env.REDIS_URL, { ...redisOptions(env), ...behaviour[use] });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn('Redis is away; trying again until it is back', { error: error.message || error.name });
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
  return redis;
}

function redisOptions(env: RedisEnv): RedisOptions {
  return {
    ...(env.REDIS_PASSWORD === undefined ? {} : { password: env.REDIS_PASSWORD }),
    connectTimeout: 5_000,
    keepAlive: 10_000,
    // After a failover the old primary answers so; the address leads to the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  };
}

const behaviour: Record<OpenOptions['use'], RedisOptions> = {
  asking: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 5_000 },
  // A read kept for a connection to come would not be answered if it is closed before: closing then took those 10 s.
  waiting: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 10_000 },
  working: { maxRetriesPerRequest: null },
};

/**
 * Rejects with a sentence if Redis forgets what it holds when memory is short. Resolves while it is away: that is told by others.
 */
export async function expectNoEviction(redis: Redis): Promise<void> {
  const memory = await redis.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  if (policy !== 'noeviction')
    throw new Error(`maxmemory-policy is ${policy}: Redis forgets events and alarms when memory is short`);
}

/** Resolves when the connection is ready for the first time, or after so many milliseconds: whichever comes first. */
export function whenReady(redis: Redis, withinMs: number): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, withinMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
