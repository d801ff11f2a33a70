import type { Transactions } from '#libs/database';
import { fieldOf, LUA_LAST_ID } from '#libs/messaging';
import type { Log } from '#libs/observability';
import type { Redis } from 'ioredis';
import type { OutboxRepository, StreamId, WaitingEvent } from './outbox.repository.js';

/** How many events go out in one transaction and one round trip. */
const BATCH = 500;

/** How many events are put back in one transaction: a second's work for the database at most. */
const PUT_BACK_AT_ONCE = 5_000;

/**
 * Adds the events of one outbox to a stream if what is remembered of that outbox is still what was seen; answers their ids, or
 * nothing if it is not. Marks that reach beyond the end of the stream are drawn back to it first: whatever is added would hide
 * from the other outboxes that their events are gone.
 */
const ADD_IF_REMEMBERED = `${LUA_LAST_ID}
  local function isBefore(one, other)
    local oneMs, oneSequence = string.match(one, '(%d+)-(%d+)')
    local otherMs, otherSequence = string.match(other, '(%d+)-(%d+)')
    if oneMs ~= otherMs then return tonumber(oneMs) < tonumber(otherMs) end
    return tonumber(oneSequence) < tonumber(otherSequence)
  end
  local last = lastIdOf(KEYS[1])
  local marks = redis.call('HGETALL', KEYS[2])
  for at = 1, #marks, 2 do
    if isBefore(last, marks[at + 1]) then redis.call('HSET', KEYS[2], marks[at], last) end
  end
  if (redis.call('HGET', KEYS[2], ARGV[1]) or '0-0') ~= ARGV[2] then return false end
  local ids = {}
  for at = 3, #ARGV do ids[at - 2] = redis.call('XADD', KEYS[1], '*', 'event', ARGV[at]) end
  redis.call('HSET', KEYS[2], ARGV[1], ids[#ids])
  return ids`;

interface PublisherOptions {
  readonly transactions: Transactions;
  readonly outbox: OutboxRepository;
  readonly redis: Redis;
  readonly stream: string;
  /** Whose events these are: the name of its mark beside the stream. */
  readonly schema: string;
  readonly log: Log;
}

/**
 * Moves events from the outbox to the stream. A crash between publishing and marking publishes twice; it never loses.
 *
 * Redis may lose its memory, or the end of it. What it no longer knows of is put back, piece by piece, before anything is
 * published. Several outboxes write to one stream, so its last id tells nobody whether their own events are still there: beside
 * the stream each has a mark, the id of the last event it has added, written in one step with that event and lost with it. A mark
 * that reaches beyond the end of the stream counts as that end. Nothing is added if the mark has changed since it was looked at.
 */
export class Publisher {
  /** How many events were put back since the log was told. */
  private putBack = 0;

  constructor(private readonly options: PublisherOptions) {}

  /**
   * Publishes the oldest of what waits, or puts back the oldest of what was forgotten: one piece, so that whoever wants to stop
   * can do so before the next. Answers whether there is more to do; not while another process has the turn.
   */
  publishSome(): Promise<boolean> {
    const { transactions, outbox } = this.options;
    return transactions.run(async (tx) => {
      if (!(await outbox.takeTurn(tx))) return false;
      const lastRemembered = await this.lastRemembered();
      const putBack = await outbox.putBackAfter(tx, lastRemembered, PUT_BACK_AT_ONCE);
      this.putBack += putBack;
      if (putBack > 0) return true;
      this.tellPutBack();
      const waiting = await outbox.waiting(tx, BATCH);
      if (waiting.length === 0) return false;
      const streamIds = await this.send(waiting, lastRemembered);
      if (streamIds === undefined) return true;
      await outbox.markPublished(
        tx,
        waiting.map(({ id }, index) => ({ id, streamId: streamIds[index] ?? NOTHING })),
      );
      return waiting.length === BATCH;
    });
  }

  private tellPutBack(): void {
    if (this.putBack > 0) this.options.log.warn('Redis has forgotten events; they are published again', { count: this.putBack });
    this.putBack = 0;
  }

  /** The last event of this outbox that Redis can still know of. The stream first: what is lost in between is seen at the mark. */
  private async lastRemembered(): Promise<StreamId> {
    const { redis, stream, schema } = this.options;
    const last = await redis.xinfo('STREAM', stream).then(lastIdOf, idOfNothing);
    const mark = (await redis.hget(marksOf(stream), schema)) ?? NOTHING;
    return isBefore(last, mark) ? last : mark;
  }

  /** Sends all or nothing. Answers their ids; `undefined` if nothing was sent, as Redis no longer remembers what it did. */
  private async send(waiting: readonly WaitingEvent[], lastRemembered: StreamId): Promise<StreamId[] | undefined> {
    const { redis, stream, schema } = this.options;
    const events = waiting.map(({ event }) => JSON.stringify(event));
    const added = await redis.eval(ADD_IF_REMEMBERED, 2, stream, marksOf(stream), schema, lastRemembered, ...events);
    return (added ?? undefined) as StreamId[] | undefined;
  }
}

/** The id before that of any event. */
const NOTHING: StreamId = '0-0';

/** A hash beside the stream: the id of the last event that each outbox has added to it. */
function marksOf(stream: string): string {
  return `${stream}:outboxes`;
}

function isBefore(one: StreamId, other: StreamId): boolean {
  const [ms = 0, sequence = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms === otherMs ? sequence < otherSequence : ms < otherMs;
}

function lastIdOf(info: unknown): StreamId {
  return String(fieldOf(info as readonly unknown[], 'last-generated-id'));
}

/** A stream that does not exist remembers nothing; any other error is one. */
function idOfNothing(error: unknown): StreamId {
  if (error instanceof Error && error.message.includes('no such key')) return NOTHING;
  throw error;
}
