import type { RedisEnv } from '#libs/messaging';
import type { CurfewSettings } from './curfew-options.js';

/** Where Redis is, as `libs/messaging` wants to be told. */
export function redisOf({ redisUrl, redisPassword }: CurfewSettings): RedisEnv {
  return { REDIS_URL: redisUrl, REDIS_PASSWORD: redisPassword };
}
