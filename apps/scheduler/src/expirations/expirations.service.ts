import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { KEYS_STREAM } from '#libs/contracts';
import { Transactions } from '#libs/database';
import { openRedis, progressOf } from '#libs/messaging';
import { Log } from '#libs/observability';
import type { Redis } from 'ioredis';
import { holdBackDue } from '../due-turn.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { EVENT_GROUP } from '../event-group.js';
import { ExpirationEvents } from './expiration-events.js';
import { PassedRepository } from './passed.repository.js';

/** How many expirations are told of in one transaction: while it lasts nothing falls due. */
const BATCH = 500;

/**
 * Tells of expirations that have passed. What is known of a credential is a copy: after days of downtime the stream may hold
 * that it was revoked or prolonged long ago. So nothing is told of an expiration before the changes made until then were heard,
 * and while Redis is away, where they are, nothing at all.
 */
@Injectable()
export class ExpirationsService implements BeforeApplicationShutdown {
  private readonly redis: Redis;

  constructor(
    private readonly transactions: Transactions,
    private readonly passed: PassedRepository,
    private readonly events: ExpirationEvents,
    log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.redis = openRedis({ env, log, use: 'asking' });
  }

  beforeApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /** Milliseconds until the next expiration may be told of, not positive if one may be now; `undefined` if none is to come. */
  nextInMs(): Promise<number | undefined> {
    return this.passed.nextInMs(this.transactions.reading);
  }

  /** Tells of some that have passed, in one transaction. Answers how many, and whether there may be more at once. */
  async tellSome(): Promise<{ readonly count: number; readonly hasMore: boolean }> {
    const { inHand: except, unreadSince } = await progressOf(this.redis, { stream: KEYS_STREAM, group: EVENT_GROUP });
    const count = await this.transactions.run(async (tx) => {
      // That a credential expires is told of before that it has.
      await holdBackDue(tx);
      const passed = await this.passed.take(tx, { except, unreadSince, limit: BATCH });
      await this.events.expired(tx, passed);
      return passed.length;
    });
    return { count, hasMore: count === BATCH };
  }
}
