import type { OnApplicationBootstrap, BeforeApplicationShutdown } from '@nestjs/common';
import type { DatabaseEnv, ServiceSchema, Transactions } from '#libs/database';
import { WakefulLoop } from '#libs/kernel';
import { expectNoEviction, whenReady } from '#libs/messaging';
import type { Log } from '#libs/observability';
import type { Redis } from 'ioredis';
import { Notifications } from './notifications.js';
import { outboxChannel } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { Publisher } from './publisher.js';
import { trimRead } from './trim.js';

/** How often the outbox is looked at although nothing called: what a lost notification costs at most. */
const POLL_MS = 1_000;

/** How long after a failure the next try comes. */
const RETRY_MS = 1_000;

/** How often old rows and read stream entries are cleared away. */
const TIDY_MS = 60_000;

/** How many old rows are looked at in one statement. */
const PRUNED_AT_ONCE = 5_000;

/** How long published events are kept, to be published again should Redis forget them. */
const KEEP_DAYS = 7;

interface RelayOptions {
  readonly env: DatabaseEnv;
  readonly schema: ServiceSchema['schema'];
  readonly stream: string;
  readonly redis: Redis;
  readonly transactions: Transactions;
  readonly log: Log;
}

/**
 * Publishes the outbox for as long as the process lives: woken by NOTIFY, by a poll otherwise. Any number of processes may
 * run one; they take turns. While Redis is away events simply wait.
 */
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly outbox: OutboxRepository;
  private readonly publisher: Publisher;
  private readonly notifications: Notifications;
  private readonly loop: WakefulLoop;
  private failing = false;
  private tidiedAt = -Infinity;
  private abandoned: readonly string[] = [];

  constructor(private readonly options: RelayOptions) {
    const { env, schema, log } = options;
    this.outbox = new OutboxRepository(schema);
    this.publisher = new Publisher({ ...options, outbox: this.outbox });
    this.loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
    const onNotification = () => {
      this.loop.wake();
    };
    this.notifications = new Notifications({ env, log, channel: outboxChannel(schema), onNotification });
  }

  onApplicationBootstrap(): void {
    void this.notifications.open();
    void whenReady(this.options.redis, RETRY_MS).then(() => {
      this.loop.start();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.notifications.close();
    await this.loop.stop();
    this.options.redis.disconnect();
  }

  /** How many events wait, and how long the oldest has: the figure to alarm on. */
  backlog(): ReturnType<OutboxRepository['backlog']> {
    return this.outbox.backlog(this.options.transactions.reading);
  }

  /** How many consumer groups of the stream nobody reads with any more, as of the last look. */
  get abandonedGroups(): number {
    return this.abandoned.length;
  }

  /** For readiness: rejects while Redis is away, else answers how many events wait. */
  async probe(): Promise<{ readonly waitingEvents: number }> {
    await this.options.redis.ping();
    return { waitingEvents: (await this.backlog()).count };
  }

  /** For readiness: rejects if Redis evicts, for then it may lose events that are on their way. */
  async probeEviction(): Promise<Record<string, never>> {
    await expectNoEviction(this.options.redis);
    return {};
  }

  private async turn(): Promise<number> {
    const hasMore = await this.publisher.publishSome();
    const isTidy = await this.tidy();
    if (this.failing) this.options.log.info('Events are published again');
    this.failing = false;
    return hasMore || !isTidy ? 0 : POLL_MS;
  }

  private failed(error: unknown): number {
    if (!this.failing) this.options.log.warn('Events can not be published now; they wait', { error: String(error) });
    this.failing = true;
    return RETRY_MS;
  }

  /** A piece at a time, so that what is new need not wait for all that is old. Answers whether nothing is left to be done. */
  private async tidy(): Promise<boolean> {
    if (performance.now() - this.tidiedAt < TIDY_MS) return true;
    const pruned = await this.outbox.prune(this.options.transactions.reading, { days: KEEP_DAYS, most: PRUNED_AT_ONCE });
    if (pruned > 0) return false;
    this.tidiedAt = performance.now();
    await this.trim();
    return true;
  }

  private async trim(): Promise<void> {
    const { redis, stream, log } = this.options;
    const { abandoned } = await trimRead(redis, stream);
    for (const group of abandoned.filter((name) => !this.abandoned.includes(name)))
      log.warn('Nobody has read the events of a consumer group for a week: no more than a week is kept for it', {
        stream,
        group,
      });
    this.abandoned = abandoned;
  }
}
