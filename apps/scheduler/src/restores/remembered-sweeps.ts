import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { openRedis, whenReady } from '#libs/messaging';
import { Log } from '#libs/observability';
import type { Redis } from 'ioredis';
import { ENV, type SchedulerEnv } from '../env.js';
import type { FinishedSweep } from './finished-sweep.js';

const KEY = 'curfew:scheduler:swept';

/** How long a start may wait for Redis. */
const READY_MS = 2_000;

const REMEMBER_IF_LATER = `
  if tonumber(redis.call('HGET', KEYS[1], 'number') or '-1') >= tonumber(ARGV[1]) then return 0 end
  return redis.call('HSET', KEYS[1], 'number', ARGV[1], 'at', ARGV[2])`;

/** The last sweep that Redis remembers: what tells an older database from the one that was there before. */
@Injectable()
export class RememberedSweeps implements OnApplicationShutdown {
  private readonly redis: Redis;

  constructor(log: Log, @Inject(ENV) env: SchedulerEnv) {
    this.redis = openRedis({ env, log, use: 'asking' });
  }

  /** Resolves when Redis can be asked, or after two seconds. */
  ready(): Promise<void> {
    return whenReady(this.redis, READY_MS);
  }

  /** `undefined` if it remembers none. Rejects while Redis is away. */
  async last(): Promise<FinishedSweep | undefined> {
    const [number, at] = await this.redis.hmget(KEY, 'number', 'at');
    return number && at ? { number: Number(number), at: new Date(at) } : undefined;
  }

  /** Rejects while Redis is away. */
  async remember({ number, at }: FinishedSweep): Promise<void> {
    await this.redis.eval(REMEMBER_IF_LATER, 1, KEY, String(number), at.toISOString());
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
