import { redact } from '#libs/observability';
import type { Redis } from 'ioredis';
import { toEntries, type StreamEntry } from './stream-entry.js';

/** The dead-letter stream keeps about this many entries. */
const DEAD_LETTERS_KEPT = 10_000;

/** How long a read waits for something new: also how long a forgotten group goes unnoticed. */
const BLOCK_MS = 2_000;

/** Entries a consumer was given and has not answered for this long are taken over by another. */
const ABANDONED_AFTER_MS = 60_000;

/** A consumer that has nothing pending and has not asked for a day is gone. */
const GONE_AFTER_MS = 24 * 60 * 60 * 1_000;

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

/** What one consumer asks of its consumer group on one stream. */
export class ConsumerGroup {
  constructor(private readonly options: GroupOptions) {}

  /** Makes the group, from the beginning of the stream, unless it is there: also after Redis forgot it. */
  async ensure(): Promise<void> {
    const { redis, stream, group } = this.options;
    try {
      await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
  }

  /** What this consumer was given before it was restarted and never answered; `after` is the last id already seen. */
  async readUnanswered(after: string): Promise<StreamEntry[]> {
    const { redis, stream, group, consumer } = this.options;
    return entriesOf(await redis.xreadgroup('GROUP', group, consumer, 'COUNT', COUNT, 'STREAMS', stream, after));
  }

  /** What is new, waiting a little for it. */
  async readNew(): Promise<StreamEntry[]> {
    const { reader, stream, group, consumer } = this.options;
    return entriesOf(
      await reader.xreadgroup('GROUP', group, consumer, 'COUNT', COUNT, 'BLOCK', BLOCK_MS, 'STREAMS', stream, '>'),
    );
  }

  /** Takes over what other consumers were given and have not answered for a minute. */
  async claimAbandoned(): Promise<StreamEntry[]> {
    const { redis, stream, group, consumer } = this.options;
    const [, entries] = (await redis.xautoclaim(stream, group, consumer, ABANDONED_AFTER_MS, '0', 'COUNT', COUNT)) as [
      string,
      unknown,
    ];
    return toEntries(entries);
  }

  /** How often an entry was handed out without being answered. */
  async deliveries(streamId: string): Promise<number> {
    const { redis, stream, group } = this.options;
    const [pending] = (await redis.xpending(stream, group, streamId, streamId, 1)) as [string, string, number, number][];
    return pending?.[3] ?? 1;
  }

  /** For how many seconds the oldest entry that is not answered, handed out or not, has been on the stream; 0 if all are. */
  async oldestSeconds(): Promise<number> {
    const { redis, stream, group } = this.options;
    const groups = (await redis.xinfo('GROUPS', stream)) as unknown[][];
    const own = groups.find((fields) => fieldOf(fields, 'name') === group);
    if (!own) throw new Error(`The stream has no group ${group}`);
    const [[, handedOut], [unread], [seconds, microseconds]] = await Promise.all([
      redis.xpending(stream, group) as Promise<[number, string | null]>,
      redis.xrange(stream, `(${String(fieldOf(own, 'last-delivered-id'))}`, '+', 'COUNT', 1),
      redis.time(),
    ]);
    const now = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    const oldest = [handedOut, unread?.[0]].filter((id) => typeof id === 'string').map((id) => Number.parseInt(id, 10));
    return Math.max(0, now - Math.min(now, ...oldest)) / 1_000;
  }

  async acknowledge(streamIds: readonly string[]): Promise<void> {
    if (streamIds.length > 0) await this.options.redis.xack(this.options.stream, this.options.group, ...streamIds);
  }

  /** Puts an entry aside with the reason, where people find it; the stream moves on. */
  async bury(entry: StreamEntry, reason: string): Promise<void> {
    const { redis, deadLetters, group } = this.options;
    const fields = ['event', entry.text ?? '', 'reason', redact(reason), 'group', group, 'streamId', entry.streamId];
    await redis.xadd(deadLetters, 'MAXLEN', '~', DEAD_LETTERS_KEPT, '*', ...fields);
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
}

function fieldOf(fields: readonly unknown[], name: string): unknown {
  return fields[fields.indexOf(name) + 1];
}

function entriesOf(answer: unknown): StreamEntry[] {
  const [first] = (answer ?? []) as [string, unknown][];
  return toEntries(first?.[1]);
}
