import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

const KEY = 'curfew:scheduler:epoch';

/**
 * Names the memory that Redis has now. It is made when missing: so it changes exactly when Redis has forgotten what it knew,
 * and everything that was stored under another name has to be stored again.
 */
export async function readEpoch(redis: Redis): Promise<string> {
  const made = randomUUID();
  const known = await redis.set(KEY, made, 'NX', 'GET');
  return known ?? made;
}
