import type { Transactions } from '#libs/database';
import type { Log } from '#libs/observability';
import type { Redis } from 'ioredis';
import type { OutboxRepository, StreamId, WaitingEvent } from './outbox.repository.js';

/** How many events go out in one transaction and one round trip. */
const BATCH = 500;

/** How many events are put back in one transaction: a second's work for the database at most. */
const PUT_BACK_AT_ONCE = 5_000;

/** Adds events to a stream if its last id is still the one that was seen; answers their ids, or nothing if it is not. */
const ADD_IF_UNCHANGED = `
  local last = '0-0'
  if redis.call('EXISTS', KEYS[1]) == 1 then
    local info = redis.call('XINFO', 'STREAM', KEYS[1])
    for at = 1, #info, 2 do
      if info[at] == 'last-generated-id' then last = info[at + 1] end
    end
  end
  if last ~= ARGV[1] then return false end
  local ids = {}
  for at = 2, #ARGV do ids[at - 1] = redis.call('XADD', KEYS[1], '*', 'event', ARGV[at]) end
  return ids`;

interface PublisherOptions {
  readonly transactions: Transactions;
  readonly outbox: OutboxRepository;
  readonly redis: Redis;
  readonly stream: string;
  readonly log: Log;
}

/**
 * Moves events from the outbox to the stream. A crash between publishing and marking publishes twice; it never loses.
 *
 * Redis may lose its memory, or the end of it. What it no longer knows of is put back, piece by piece, before anything is
 * published: the last id of the stream is the only evidence of the loss, and whatever is added to it hides that. So nothing is
 * added either if the stream has changed since it was looked at.
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
        waiting.map(({ id }, index) => ({ id, streamId: streamIds[index] ?? '0-0' })),
      );
      return waiting.length === BATCH;
    });
  }

  private tellPutBack(): void {
    if (this.putBack > 0) this.options.log.warn('Redis has forgotten events; they are published again', { count: this.putBack });
    this.putBack = 0;
  }

  private lastRemembered(): Promise<StreamId> {
    const { redis, stream } = this.options;
    return redis.xinfo('STREAM', stream).then(lastIdOf, idOfNothing);
  }

  /** Sends all or nothing. Answers their ids; `undefined` if nothing was sent, as the stream is no longer what it was. */
  private async send(waiting: readonly WaitingEvent[], lastRemembered: StreamId): Promise<StreamId[] | undefined> {
    const { redis, stream } = this.options;
    const events = waiting.map(({ event }) => JSON.stringify(event));
    const added = await redis.eval(ADD_IF_UNCHANGED, 1, stream, lastRemembered, ...events);
    return (added ?? undefined) as StreamId[] | undefined;
  }
}

function lastIdOf(info: unknown): StreamId {
  const fields = info as readonly unknown[];
  return String(fields[fields.indexOf('last-generated-id') + 1]);
}

/** A stream that does not exist remembers nothing; any other error is one. */
function idOfNothing(error: unknown): StreamId {
  if (error instanceof Error && error.message.includes('no such key')) return '0-0';
  throw error;
}
