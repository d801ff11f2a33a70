import type { Transaction, Transactions } from '#libs/database';
import type { Log } from '#libs/observability';
import type { Redis } from 'ioredis';
import type { OutboxRepository, StreamId, WaitingEvent } from './outbox.repository.js';

/** How many events go out in one transaction and one round trip. */
const BATCH = 500;

interface PublisherOptions {
  readonly transactions: Transactions;
  readonly outbox: OutboxRepository;
  readonly redis: Redis;
  readonly stream: string;
  readonly log: Log;
}

/** Moves events from the outbox to the stream. A crash between publishing and marking publishes twice; it never loses. */
export class Publisher {
  constructor(private readonly options: PublisherOptions) {}

  /** Publishes what waits, oldest first. Answers how many went out; 0 also while another process has the turn. */
  async publishWaiting(): Promise<number> {
    let total = 0;
    for (;;) {
      const published = await this.publishBatch();
      total += published;
      if (published < BATCH) return total;
    }
  }

  private publishBatch(): Promise<number> {
    const { transactions, outbox } = this.options;
    return transactions.run(async (tx) => {
      if (!(await outbox.takeTurn(tx))) return 0;
      await this.putBackForgotten(tx, await this.lastRemembered());
      const waiting = await outbox.waiting(tx, BATCH);
      if (waiting.length === 0) return 0;
      const { lastBefore, streamIds } = await this.send(waiting);
      // Redis may have forgotten since the look above, and with these on the stream no later look would show it.
      await this.putBackForgotten(tx, lastBefore);
      await outbox.markPublished(
        tx,
        waiting.map(({ id }, index) => ({ id, streamId: streamIds[index] ?? '0-0' })),
      );
      return waiting.length;
    });
  }

  /** Redis may have lost its memory, or the end of it: what it no longer knows of is published again. */
  private async putBackForgotten(tx: Transaction, lastRemembered: StreamId): Promise<void> {
    const count = await this.options.outbox.putBackAfter(tx, lastRemembered);
    if (count > 0) this.options.log.warn('Redis has forgotten events; they are published again', { count });
  }

  private lastRemembered(): Promise<StreamId> {
    const { redis, stream } = this.options;
    return redis.xinfo('STREAM', stream).then(lastIdOf, idOfNothing);
  }

  /** Sends all or nothing. Answers their ids, and the last id the stream had before them. */
  private async send(waiting: readonly WaitingEvent[]): Promise<{ lastBefore: StreamId; streamIds: StreamId[] }> {
    const { redis, stream } = this.options;
    const transaction = redis.multi().xinfo('STREAM', stream);
    for (const { event } of waiting) transaction.xadd(stream, '*', 'event', JSON.stringify(event));
    const [[infoError, info] = [null, []], ...replies] = (await transaction.exec()) ?? [];
    const streamIds = replies.map(([error, streamId]) => {
      if (error) throw error;
      return String(streamId);
    });
    return { lastBefore: infoError ? idOfNothing(infoError) : lastIdOf(info), streamIds };
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
