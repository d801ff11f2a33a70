import { redact } from '#libs/observability';
import type { Redis } from 'ioredis';
import { lastDelivered, oldestAfter } from './group-progress.js';
import { toEntries, type StreamEntry } from './stream-entry.js';
import { addedAtMs, fieldOf } from './stream-info.js';

/** The dead-letter stream keeps about this many entries. */
const DEAD_LETTERS_KEPT = 10_000;

/** How long a read waits for something new: also how long a forgotten group goes unnoticed. */
const BLOCK_MS = 2_000;

/** Entries a consumer was given and has not answered for this long are taken over by another. */
const ABANDONED_AFTER_MS = 60_000;

/** A consumer that has nothing pending and has not asked for a day is gone. */
const GONE_AFTER_MS = 24 * 60 * 60 * 1_000;

/** What is held against an entry is forgotten when nobody has begun any for a month: it may have been deleted meanwhile. */
const BEGINNINGS_KEPT_SECONDS = 30 * 24 * 60 * 60;

const COUNT = 200;

interface GroupOptions {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  readonly deadLetters: string;
  /** For blocking reads: a connection of its own. */
  readonly reader: Redis;
  /** For everything else. */
  readonly redis: Redis;
}

/** An entry that a consumer was given. */
export interface GivenEntry extends StreamEntry {
  /** Whether somebody was given it before: this consumer, or another that left it. */
  readonly isAgain: boolean;
  /** How often its handling was begun and never ended, one way or the other. */
  readonly begun: number;
}

/** What one consumer asks of its consumer group on one stream. */
export class ConsumerGroup {
  /** A hash beside the stream: how often the handling of an entry was begun and has not ended. See docs/adr/0019. */
  private readonly beginnings: string;

  constructor(private readonly options: GroupOptions) {
    this.beginnings = `${options.stream}:${options.group}:begun`;
  }

  /** Makes the group, from the beginning of the stream, unless it is there: also after Redis forgot it. */
  async ensure(): Promise<void> {
    const { redis, stream, group } = this.options;
    try {
      await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
  }

  /** What this consumer was given and has not answered, also before it was restarted; `after` is the last id already seen. */
  async readUnanswered(after: string): Promise<GivenEntry[]> {
    const { redis, stream, group, consumer } = this.options;
    return this.again(entriesOf(await redis.xreadgroup('GROUP', group, consumer, 'COUNT', COUNT, 'STREAMS', stream, after)));
  }

  /** What is new, waiting a little for it. */
  async readNew(): Promise<GivenEntry[]> {
    const { reader, stream, group, consumer } = this.options;
    const read = await reader.xreadgroup('GROUP', group, consumer, 'COUNT', COUNT, 'BLOCK', BLOCK_MS, 'STREAMS', stream, '>');
    return entriesOf(read).map((entry) => ({ ...entry, isAgain: false, begun: 0 }));
  }

  /** Takes over what other consumers were given and have not answered for a minute. */
  async claimAbandoned(): Promise<GivenEntry[]> {
    const { redis, stream, group, consumer } = this.options;
    const [, entries] = (await redis.xautoclaim(stream, group, consumer, ABANDONED_AFTER_MS, '0', 'COUNT', COUNT)) as [
      string,
      unknown,
    ];
    return this.again(toEntries(entries));
  }

  /** Has the group know that these are still in hand, however long that takes: nobody takes them over. */
  async hold(streamIds: readonly string[]): Promise<void> {
    const { redis, stream, group, consumer } = this.options;
    if (streamIds.length > 0) await redis.xclaim(stream, group, consumer, 0, ...streamIds, 'JUSTID');
  }

  /** Notes that the handling of an entry begins, so that it is known if the process does not outlive it. */
  async begin(streamId: string): Promise<void> {
    const counting = this.options.redis.multi().hincrby(this.beginnings, streamId, 1);
    await succeed(counting.expire(this.beginnings, BEGINNINGS_KEPT_SECONDS));
  }

  /** Holds nothing against these entries any more: the process has outlived them, or is to end for another reason. */
  async forgive(streamIds: readonly string[]): Promise<void> {
    if (streamIds.length > 0) await this.options.redis.hdel(this.beginnings, ...streamIds);
  }

  /** Says that an entry is done with, whatever was held against it. */
  async acknowledge({ streamId, isAgain }: GivenEntry): Promise<void> {
    const { redis, stream, group } = this.options;
    if (isAgain) await succeed(redis.multi().xack(stream, group, streamId).hdel(this.beginnings, streamId));
    else await redis.xack(stream, group, streamId);
  }

  /** For how many seconds the oldest entry that is not answered, handed out or not, has been on the stream; 0 if all are. */
  async oldestSeconds(): Promise<number> {
    const { redis, stream, group } = this.options;
    const delivered = await lastDelivered(redis, { stream, group });
    if (delivered === undefined) throw new Error(`The stream has no group ${group}`);
    const [[, handedOut], unread, [seconds, microseconds]] = await Promise.all([
      redis.xpending(stream, group) as Promise<[number, string | null]>,
      oldestAfter(redis, stream, delivered),
      redis.time(),
    ]);
    const now = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    const oldest = [handedOut, unread].filter((id) => typeof id === 'string').map(addedAtMs);
    return Math.max(0, now - Math.min(now, ...oldest)) / 1_000;
  }

  /** Puts an entry aside with the reason, where people find it, and acknowledges it: both or neither. */
  async bury(entry: StreamEntry, reason: string): Promise<void> {
    const { redis, stream, deadLetters, group } = this.options;
    const fields = { event: entry.text ?? '', reason: redact(reason), group, streamId: entry.streamId, stream };
    const burial = redis.multi().xadd(deadLetters, 'MAXLEN', '~', DEAD_LETTERS_KEPT, '*', ...Object.entries(fields).flat());
    await succeed(burial.xack(stream, group, entry.streamId).hdel(this.beginnings, entry.streamId));
  }

  /** Forgets consumers that are gone for good, so that the group doesn't grow with every new pod. */
  async forgetGoneConsumers(): Promise<void> {
    const { redis, stream, group, consumer } = this.options;
    const consumers = (await redis.xinfo('CONSUMERS', stream, group)) as unknown[][];
    for (const fields of consumers) {
      const value = (name: string) => fieldOf(fields, name);
      const gone = value('pending') === 0 && Number(value('idle')) > GONE_AFTER_MS && value('name') !== consumer;
      if (gone) await redis.xgroup('DELCONSUMER', stream, group, String(value('name')));
    }
  }

  private async again(entries: readonly StreamEntry[]): Promise<GivenEntry[]> {
    if (entries.length === 0) return [];
    const begun = await this.options.redis.hmget(this.beginnings, ...entries.map(({ streamId }) => streamId));
    return entries.map((entry, index) => ({ ...entry, isAgain: true, begun: Number(begun[index] ?? 0) }));
  }
}

function entriesOf(answer: unknown): StreamEntry[] {
  const [first] = (answer ?? []) as [string, unknown][];
  return toEntries(first?.[1]);
}

/** Does all or nothing; rejects if a part of it was refused. */
async function succeed(transaction: ReturnType<Redis['multi']>): Promise<void> {
  const replies = await transaction.exec();
  for (const [error] of replies ?? []) if (error) throw error;
}
