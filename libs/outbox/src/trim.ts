import type { Redis } from 'ioredis';

/** Entries stay for a day after every group has read them, so that a new listener can look back. */
const KEEP_MS = 24 * 60 * 60 * 1_000;

/**
 * Removes stream entries that are older than a day and that every consumer group has acknowledged. While there is no group,
 * nothing: the first one reads from the beginning.
 */
export async function trimRead(redis: Redis, stream: string): Promise<void> {
  const groups = await groupsOf(redis, stream);
  if (groups.length === 0) return;
  const needed = await Promise.all(groups.map((group) => oldestNeeded(redis, { stream, group })));
  const [seconds = '0'] = await redis.time();
  const oldest = Math.min(Number(seconds) * 1_000 - KEEP_MS, ...needed);
  if (oldest > 0) await redis.xtrim(stream, 'MINID', '~', oldest);
}

async function groupsOf(redis: Redis, stream: string): Promise<unknown[][]> {
  if ((await redis.exists(stream)) === 0) return [];
  return (await redis.xinfo('GROUPS', stream)) as unknown[][];
}

interface GroupOfStream {
  readonly stream: string;
  readonly group: unknown[];
}

/** The time in milliseconds of the oldest entry that a group has not acknowledged, or of the last one it was given. */
async function oldestNeeded(redis: Redis, { stream, group }: GroupOfStream): Promise<number> {
  const field = (name: string) => String(group[group.indexOf(name) + 1]);
  const [, oldestPending] = (await redis.xpending(stream, field('name'))) as [number, string | null];
  return Number((oldestPending ?? field('last-delivered-id')).split('-')[0]);
}
