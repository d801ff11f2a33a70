import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { WakefulLoop } from '#libs/kernel';
import type { Log } from '#libs/observability';
import type { ChangesFeed, ChangesSeen } from './changes-feed.repository.js';
import { FRESH_MS } from './credential-reader.js';

/** How long the follower rests between two looks, in milliseconds. */
const REST_MS = 250;

/** Changes are removed when every transaction before them has been over for this long, in milliseconds. */
const KEEP_MS = 10 * 60_000;

/** A follower that has not looked for so long may have missed what was removed, in milliseconds of the database's time. */
const MOST_MISSED_MS = 60_000;

/** Whoever keeps copies of what changes. */
export interface Forgetful {
  /** Told of every change, once or twice. */
  forget(subject: string): void;
  /** Told when changes may have been missed. */
  forgetAll(): void;
}

interface ChangesFollowerParts {
  readonly feed: Pick<ChangesFeed, 'since' | 'prune' | 'close'>;
  readonly log: Log;
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
}

/**
 * Follows what all nodes commit to `keys.changes`, for as long as the process lives. It needs nothing but Postgres, so the
 * promise it makes (see {@link isFresh}) holds whatever messages are lost.
 */
export class ChangesFollower implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: WakefulLoop;
  private readonly told: Forgetful[] = [];
  private last: ChangesSeen | undefined;
  private lookedAt = -Infinity;
  private prunable: { readonly at: number; readonly horizon: bigint } | undefined;
  private failing = false;

  constructor(private readonly parts: ChangesFollowerParts) {
    this.loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.parts.feed.close();
  }

  /** Tells of changes from now on. */
  follow(forgetful: Forgetful): void {
    this.told.push(forgetful);
  }

  /** Whether every change that was committed {@link FRESH_MS} ago has been told: the last successful look began since then. */
  isFresh(): boolean {
    return this.ageMs() < FRESH_MS;
  }

  /** How long ago the last successful look began; infinite before the first. */
  ageMs(): number {
    return this.parts.monotonic() - this.lookedAt;
  }

  /** One look. Rejects, and promises nothing new, when the database can't be read. */
  async look(): Promise<void> {
    const { feed, monotonic } = this.parts;
    const [began, { last }] = [monotonic(), this];
    const seen = await feed.since(last?.horizon);
    if (!last || isGap(last, seen)) for (const forgetful of this.told) forgetful.forgetAll();
    const known = new Set(last?.changes.map(({ id }) => id));
    const news = seen.changes.filter(({ id }) => !known.has(id));
    for (const { subject } of news) for (const forgetful of this.told) forgetful.forget(subject);
    this.last = seen;
    this.lookedAt = began;
  }

  private async turn(): Promise<number> {
    await this.look();
    await this.prune();
    if (this.failing) this.parts.log.info('Changes are followed again');
    this.failing = false;
    return REST_MS;
  }

  private failed(error: unknown): number {
    if (!this.failing)
      this.parts.log.warn('Changes can not be followed now; every verification asks the database', { error: String(error) });
    this.failing = true;
    return REST_MS;
  }

  /** What was over long ago has been seen by every follower, and one that was away for so long forgets everything. */
  private async prune(): Promise<void> {
    const { feed, monotonic } = this.parts;
    const { prunable, last } = this;
    if (!last || (prunable && monotonic() - prunable.at < KEEP_MS)) return;
    const isMoreLeft = prunable && (await feed.prune(prunable.horizon));
    if (!isMoreLeft) this.prunable = { at: monotonic(), horizon: last.horizon };
  }
}

/** Whether something may have happened between two looks that the later one does not show: too long a time, or another past. */
function isGap(last: ChangesSeen, seen: ChangesSeen): boolean {
  const elapsedMs = seen.at.getTime() - last.at.getTime();
  return seen.horizon < last.horizon || Math.abs(elapsedMs) > MOST_MISSED_MS;
}
