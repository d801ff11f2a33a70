import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { WakefulLoop, type Clock } from '#libs/kernel';
import { TooManyRequests } from '../http/index.js';
import { Buckets } from './domain/buckets.js';
import { Turnstile } from './domain/turnstile.js';
import type { SharedCounts } from './shared-counts.js';

/** How often, in milliseconds, processes tell each other what they have counted. */
const EXCHANGE_MS = 100;

/** How many credentials, and how many of each other kind, a process keeps count of at most. */
const CAPACITY = 100_000;

/** How many look-ups of one address wait at most while it is beyond its limit. */
const WAITING = 32;

/** What is counted apart from everything else. */
export const bucketNames = ['credential', 'verify', 'address', 'invitations', 'testMessages'] as const;

/** What is counted apart from everything else. */
export type Bucket = (typeof bucketNames)[number];

/** How many requests a minute each bucket takes. */
export type Limits = Readonly<Record<Bucket, number>>;

interface RateLimitsParts {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly shared: SharedCounts;
  /** Told of each request that was refused. */
  readonly onRefused: (bucket: Bucket) => void;
}

/**
 * How many requests a minute one may send. Counting takes no round trip: each process counts by itself and exchanges what it
 * has counted with the others ten times a second, by way of Redis. So one process is exact, several may together let through
 * what arrives within a tenth of a second, and while Redis is away each goes by its own count.
 */
export class RateLimits implements OnApplicationBootstrap, BeforeApplicationShutdown {
  // Apart, so that no flood of addresses makes the counts of credentials forgotten.
  private readonly buckets = Object.fromEntries(bucketNames.map((name) => [name, new Buckets(CAPACITY)])) as Record<
    Bucket,
    Buckets
  >;
  private readonly turnstile = new Turnstile(WAITING);
  private readonly loop: WakefulLoop;

  constructor(private readonly parts: RateLimitsParts) {
    this.loop = new WakefulLoop({ turn: () => this.exchange(), onFailure: () => EXCHANGE_MS });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.parts.shared.close();
    await this.loop.stop();
  }

  /** Counts one for this credential, address or workspace. Throws {@link TooManyRequests}. */
  count(bucket: Bucket, id: string): void {
    const limit = this.parts.limits[bucket];
    const retryAfter = this.buckets[bucket].take(`${bucket}:${id}`, { limit, now: this.now() });
    if (retryAfter === undefined) return;
    throw this.refusal(bucket, retryAfter);
  }

  /**
   * Looks for what an address presented: at once while it has room, and one look at a time once it is beyond its limit. So
   * guessing does not occupy the database, and a good credential from there is found all the same. Throws
   * {@link TooManyRequests} only while {@link WAITING} others wait.
   */
  async look<T>(address: string, look: () => Promise<T>): Promise<T> {
    const id = `address:${address}`;
    if (!this.buckets.address.isSpent(id, { limit: this.parts.limits.address, now: this.now() })) return look();
    const passage = this.turnstile.pass({ id, work: look });
    if (!passage) throw this.refusal('address', 1);
    return passage;
  }

  private refusal(bucket: Bucket, retryAfterSeconds: number): TooManyRequests {
    this.parts.onRefused(bucket);
    const limit = String(this.parts.limits[bucket]);
    return new TooManyRequests(`${allowances[bucket]} ${limit} ${requests[bucket]} a minute.`, retryAfterSeconds);
  }

  private async exchange(): Promise<number> {
    if (!this.parts.shared.isReady) return EXCHANGE_MS;
    const unsent = Object.values(this.buckets).flatMap((buckets) =>
      buckets.unsent(this.now()).map((increment) => ({ buckets, increment })),
    );
    const counts = unsent.length > 0 ? await this.parts.shared.add(unsent.map(({ increment }) => increment)) : [];
    for (const [place, { buckets, increment }] of unsent.entries()) buckets.settle(increment, counts[place], this.now());
    return EXCHANGE_MS;
  }

  private now(): number {
    return this.parts.clock.now().getTime();
  }
}

const allowances: Record<Bucket, string> = {
  credential: 'This credential may send',
  verify: 'This credential may send',
  address: 'This address may send',
  invitations: 'This workspace may send',
  testMessages: 'This workspace may send',
};

const requests: Record<Bucket, string> = {
  credential: 'requests',
  verify: 'verifications',
  address: 'requests without a valid credential',
  invitations: 'invitations',
  testMessages: 'tests of its notifications',
};
