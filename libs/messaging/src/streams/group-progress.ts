import type { Redis } from 'ioredis';
import { toEntries } from './stream-entry.js';
import { addedAtMs, fieldOf } from './stream-info.js';

/** So many entries in hand are looked at; if there are more, the rest counts as unread. */
const LOOKED_AT = 2_000;

/** How far a consumer group has come. */
export interface GroupProgress {
  /** When the oldest entry was added that no consumer was given yet; `undefined` if there is none. */
  readonly unreadSince: Date | undefined;
  /** What the entries are about that consumers were given and have not settled. */
  readonly inHand: readonly string[];
}

/** A consumer group, and the stream that it reads. */
export interface GroupOnStream {
  readonly stream: string;
  readonly group: string;
}

/**
 * How far a consumer group has come on a stream. Whatever was on it and is neither unread nor in hand by the answer was settled
 * before the answer. Rejects while Redis is away.
 */
export async function progressOf(redis: Redis, { stream, group }: GroupOnStream): Promise<GroupProgress> {
  // In this order: what is given out meanwhile counts as unread, and is not missed.
  const delivered = await lastDelivered(redis, { stream, group });
  const unread = await oldestAfter(redis, stream, delivered ?? '0-0');
  const pending = delivered === undefined ? [] : ((await redis.xpending(stream, group, '-', '+', LOOKED_AT)) as [string][]);
  const ids = pending.map(([id]) => id);
  const oldest = (ids.length === LOOKED_AT ? ids.at(-1) : undefined) ?? unread;
  const unreadSince = oldest === undefined ? undefined : new Date(addedAtMs(oldest));
  return { unreadSince, inHand: await subjectsOf(redis, stream, ids) };
}

/**
 * The id of the last entry that a group was given; `undefined` where there is no group, as Redis has forgotten it: then nothing
 * was given to anybody.
 */
export async function lastDelivered(redis: Redis, { stream, group }: GroupOnStream): Promise<string | undefined> {
  if ((await redis.exists(stream)) === 0) return undefined;
  const groups = (await redis.xinfo('GROUPS', stream)) as unknown[][];
  const fields = groups.find((one) => fieldOf(one, 'name') === group);
  return fields && String(fieldOf(fields, 'last-delivered-id'));
}

/** The id of the oldest entry that comes after another, if any does. */
export async function oldestAfter(redis: Redis, stream: string, id: string): Promise<string | undefined> {
  const [entry] = await redis.xrange(stream, `(${id}`, '+', 'COUNT', 1);
  return entry?.[0];
}

async function subjectsOf(redis: Redis, stream: string, ids: readonly string[]): Promise<readonly string[]> {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.xrange(stream, id, id);
  const answers = (await pipeline.exec()) ?? [];
  return answers.flatMap(([error, found]) => {
    if (error) throw error;
    return toEntries(found).flatMap(({ text }) => subjectIn(text));
  });
}

function subjectIn(text = ''): readonly string[] {
  try {
    const { subject } = JSON.parse(text) as { readonly subject?: unknown };
    return typeof subject === 'string' ? [subject] : [];
  } catch {
    return [];
  }
}
