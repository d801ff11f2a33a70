import { addedAtMs, fieldOf } from '#libs/messaging';
import type { Redis } from 'ioredis';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Entries stay for a day after every group has read them, so that a new listener can look back. */
const KEEP_MS = DAY_MS;

/** A group none of whose consumers has asked for so long is abandoned; it holds back no more than what is as old as that. */
const ABANDONED_AFTER_MS = 7 * DAY_MS;

interface TrimOptions {
  readonly abandonedAfterMs?: number;
}

/** What trimming found out. */
export interface Trimmed {
  /** Groups that nobody reads with any more, by name. */
  readonly abandoned: readonly string[];
}

/**
 * Removes stream entries that are older than a day and that every consumer group has acknowledged; while there is no group,
 * nothing: the first one reads from the beginning. A group whose consumers have all been silent for a week, or that has none, is
 * abandoned. For it too a week is kept, and no more: else a service that is gone for good would have the stream grow for ever.
 * As long as one consumer of a group still asks, nothing is removed that the group has not acknowledged.
 */
export async function trimRead(
  redis: Redis,
  stream: string,
  { abandonedAfterMs = ABANDONED_AFTER_MS }: TrimOptions = {},
): Promise<Trimmed> {
  const groups = await groupsOf(redis, stream);
  if (groups.length === 0) return { abandoned: [] };
  const needs = await Promise.all(groups.map((group) => needsOf(redis, { stream, group })));
  const [seconds = '0'] = await redis.time();
  const now = Number(seconds) * 1_000;
  const isAbandoned = ({ silentMs }: Needs) => silentMs > abandonedAfterMs;
  const needed = needs.map((of) => (isAbandoned(of) ? Math.max(of.oldest, now - ABANDONED_AFTER_MS) : of.oldest));
  const oldest = Math.min(now - KEEP_MS, ...needed);
  if (oldest > 0) await redis.xtrim(stream, 'MINID', '~', oldest);
  return { abandoned: needs.filter(isAbandoned).map(({ name }) => name) };
}

async function groupsOf(redis: Redis, stream: string): Promise<unknown[][]> {
  if ((await redis.exists(stream)) === 0) return [];
  return (await redis.xinfo('GROUPS', stream)) as unknown[][];
}

interface GroupOfStream {
  readonly stream: string;
  readonly group: unknown[];
}

interface Needs {
  readonly name: string;
  /** The time in milliseconds of the oldest entry that the group has not acknowledged, or of the last one it was given. */
  readonly oldest: number;
  /** For how long no consumer has asked; for ever where there is none. */
  readonly silentMs: number;
}

async function needsOf(redis: Redis, { stream, group }: GroupOfStream): Promise<Needs> {
  const name = String(fieldOf(group, 'name'));
  const [, oldestPending] = (await redis.xpending(stream, name)) as [number, string | null];
  const oldest = addedAtMs(oldestPending ?? String(fieldOf(group, 'last-delivered-id')));
  const consumers = (await redis.xinfo('CONSUMERS', stream, name)) as unknown[][];
  return { name, oldest, silentMs: Math.min(...consumers.map((consumer) => Number(fieldOf(consumer, 'idle')))) };
}
