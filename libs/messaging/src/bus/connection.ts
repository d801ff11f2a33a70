import type { RedisOptions } from '@nestjs/microservices';
import type { RedisEnv } from '../redis.js';

const RETRY_MS = 500;

/** How Nest's Redis transport reaches Redis: it takes no URL, and gives up unless it is told to go on for ever. */
export function busConnection({ REDIS_URL, REDIS_PASSWORD }: RedisEnv): NonNullable<RedisOptions['options']> {
  const url = new URL(REDIS_URL);
  const password = REDIS_PASSWORD ?? decodeURIComponent(url.password);
  return {
    // The brackets of an IPv6 address belong to the URL.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(password === '' ? {} : { password }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: 5_000,
    keepAlive: 10_000,
    retryAttempts: Infinity,
    retryDelay: RETRY_MS,
  };
}
