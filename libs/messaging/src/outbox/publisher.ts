import type { Transactions } from '#libs/database';
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
      await this.putBackForgotten(tx);
      const waiting = await outbox.waiting(tx, BATCH);
      if (waiting.length === 0) return 0;
      const streamIds = await this.send(waiting);
      await outbox.markPublished(
        tx,
        waiting.map(({ id }, index) => ({ id, streamId: streamIds[index] ?? '0-0' })),
      );
      return waiting.length;
    });
  }

  /** Redis may have lost its memory, or the end of it: what it no longer knows of is published again. */
  private async putBackForgotten(tx: Parameters<Parameters<Transactions['run']>[0]>[0]): Promise<void> {
    const count = await this.options.outbox.putBackAfter(tx, await this.lastRemembered());
    if (count > 0) this.options.log.warn('Redis has forgotten events; they are published again', { count });
  }

  private async lastRemembered(): Promise<StreamId> {
    try {
      const info = (await this.options.redis.xinfo('STREAM', this.options.stream)) as unknown[];
      return String(info[info.indexOf('last-generated-id') + 1]);
    } catch (error) {
      if (error instanceof Error && error.message.includes('no such key')) return '0-0';
      throw error;
    }
  }

  private async send(waiting: readonly WaitingEvent[]): Promise<StreamId[]> {
    const pipeline = this.options.redis.pipeline();
    for (const { event } of waiting) pipeline.xadd(this.options.stream, '*', 'event', JSON.stringify(event));
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, streamId]) => {
      if (error) throw error;
      return String(streamId);
    });
  }
}
