import { setTimeout as pause } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DatabaseEnv, ServiceSchema, Transactions } from '#libs/database';
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
export class OutboxRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly outbox: OutboxRepository;
  private readonly publisher: Publisher;
  private readonly notifications: Notifications;
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private called = false;
  private failing = false;
  private tidiedAt = 0;

  constructor(private readonly options: RelayOptions) {
    const { env, schema, log } = options;
    this.outbox = new OutboxRepository(schema);
    this.publisher = new Publisher({ ...options, outbox: this.outbox });
    this.notifications = new Notifications({ env, log, channel: outboxChannel(schema), onNotification: () => {
      this.called = true;
      this.wake();
    } });
  }

  onApplicationBootstrap(): void {
    void this.notifications.open();
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.notifications.close();
    await this.running;
    this.options.redis.disconnect();
  }

  /** How many events wait, and how long the oldest has: the figure to alarm on. */
  backlog(): ReturnType<OutboxRepository['backlog']> {
    return this.outbox.backlog(this.options.transactions.reading);
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      this.called = false;
      const failed = await this.publish();
      await this.rest(failed ? RETRY_MS : POLL_MS, { untilCalled: !failed });
    }
  }

  private async publish(): Promise<boolean> {
    try {
      await this.publisher.publishWaiting();
      await this.tidy();
      if (this.failing) this.options.log.info('Events are published again');
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.options.log.warn('Events can not be published now; they wait', { error: String(error) });
      this.failing = true;
    }
    return this.failing;
  }

  private async tidy(): Promise<void> {
    if (performance.now() - this.tidiedAt < TIDY_MS) return;
    this.tidiedAt = performance.now();
    await this.outbox.prune(this.options.transactions.reading, KEEP_DAYS);
    await trimRead(this.options.redis, this.options.stream);
  }

  private async rest(milliseconds: number, { untilCalled }: { readonly untilCalled: boolean }): Promise<void> {
    if (this.called && untilCalled) return;
    const woken = new AbortController();
    this.wake = () => {
      if (untilCalled || this.stopped.signal.aborted) woken.abort();
    };
    if (this.stopped.signal.aborted) return;
    await pause(milliseconds, undefined, { signal: woken.signal }).catch(() => undefined);
  }
}
