import type { Redis } from 'ioredis';
import { toEntries } from './stream-entry.js';

/** So many entries in hand are looked at; if there are more, the rest counts as unread. */
const LOOKED_AT = 2_000;

/** How far a consumer group has come. */
export interface GroupProgress {
  /** When the oldest entry was added that no consumer was given yet; `undefined` if there is none. */
  readonly unreadSince: Date | undefined;
  /** What the entries are about that consumers were given and have not settled. */
  readonly inHand: readonly string[];
}

interface GroupOnStream {
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
  const unread = await redis.xrange(stream, `(${delivered ?? '0-0'}`, '+', 'COUNT', 1);
  const pending = delivered === undefined ? [] : ((await redis.xpending(stream, group, '-', '+', LOOKED_AT)) as [string][]);
  const ids = pending.map(([id]) => id);
  const [oldest] = [...(ids.length === LOOKED_AT ? ids.slice(-1) : []), ...unread.map(([id]) => id)];
  return { unreadSince: oldest === undefined ? undefined : addedAt(oldest), inHand: await subjectsOf(redis, stream, ids) };
}

/** `undefined` where there is no group, as Redis has forgotten it: then nothing was given to anybody. */
async function lastDelivered(redis: Redis, { stream, group }: GroupOnStream): Promise<string | undefined> {
  if ((await redis.exists(stream)) === 0) return undefined;
  const groups = (await redis.xinfo('GROUPS', stream)) as unknown[][];
  const fields = groups.find((one) => valueOf(one, 'name') === group);
  return fields && String(valueOf(fields, 'last-delivered-id'));
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

function valueOf(fields: readonly unknown[], name: string): unknown {
  return fields[fields.indexOf(name) + 1];
}

function addedAt(streamId: string): Date {
  return new Date(Number(streamId.split('-')[0]));
}
