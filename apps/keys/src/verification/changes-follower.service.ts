import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { WakefulLoop } from '#libs/kernel';
import type { Log } from '#libs/observability';
import type { ChangesFeed, ChangesSeen } from './changes-feed.repository.js';
import { FRESH_MS } from './credential-reader.js';
import { HorizonWatch } from './horizon-watch.js';
import type { Elapsed, Stopwatch } from './stopwatch.js';

/** How long the follower rests between two looks, in milliseconds. */
const REST_MS = 250;

/** Changes are removed when the transaction that made them has been over for this long, in milliseconds. */
const KEEP_MS = 10 * 60_000;

/** A follower that has not looked for so long may have missed what was removed, in milliseconds of the database's time. */
const MOST_MISSED_MS = 60_000;

/** Whoever keeps copies of what changes. */
export interface Forgetful {
  /** Told of every change. */
  forget(subject: string): void;
  /** Told when changes may have been missed. */
  forgetAll(): void;
}

interface ChangesFollowerParts {
  readonly feed: Pick<ChangesFeed, 'since' | 'holder' | 'prune' | 'close'>;
  readonly log: Log;
  readonly stopwatch: Stopwatch;
}

/**
 * Follows what all nodes commit to `keys.changes`, for as long as the process lives. It needs nothing but Postgres, so the
 * promise it makes (see {@link isFresh}) holds whatever messages are lost.
 */
export class ChangesFollower implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: WakefulLoop;
  private readonly watch: HorizonWatch;
  private readonly told: Forgetful[] = [];
  private last: ChangesSeen | undefined;
  private sinceLook: Elapsed = () => Infinity;
  private prunable: { readonly age: Elapsed; readonly snapshot: string } | undefined;
  private failing = false;

  constructor(private readonly parts: ChangesFollowerParts) {
    this.watch = new HorizonWatch(parts.stopwatch);
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
    return this.sinceLook();
  }

  /** For how long one open transaction has been seen to hold back the horizon, in milliseconds; 0 for none. */
  heldMs(): number {
    return this.watch.heldMs();
  }

  /** One look. Rejects, and promises nothing new, when the database can't be read. */
  async look(): Promise<void> {
    const { feed, stopwatch } = this.parts;
    const [sinceBegin, { last }] = [stopwatch(), this];
    const seen = await feed.since(last?.snapshot);
    if (!last || isGap(last, seen)) for (const forgetful of this.told) forgetful.forgetAll();
    for (const subject of seen.subjects) for (const forgetful of this.told) forgetful.forget(subject);
    this.last = seen;
    this.sinceLook = sinceBegin;
    if (this.watch.note(seen)) await this.warnOf(seen.horizon);
  }

  /** Nothing is missed and little is read meanwhile, but Postgres keeps everything that has been changed since. */
  private async warnOf(horizon: bigint): Promise<void> {
    const holder = await this.parts.feed.holder(horizon);
    if (!holder) return;
    this.parts.log.warn('A transaction that writes stays open, and Postgres can not tidy up behind it; look at its process', {
      durationMs: Math.round(this.heldMs()),
      ...(holder.pid === null ? {} : { pid: holder.pid }),
    });
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
    const { feed, stopwatch } = this.parts;
    const { prunable, last } = this;
    if (!last || (prunable && prunable.age() < KEEP_MS)) return;
    const isMoreLeft = prunable && (await feed.prune(prunable.snapshot));
    if (!isMoreLeft) this.prunable = { age: stopwatch(), snapshot: last.snapshot };
  }
}

/** Whether something may have happened between two looks that the later one does not show: too long a time, or another past. */
function isGap(last: ChangesSeen, seen: ChangesSeen): boolean {
  const elapsedMs = seen.at.getTime() - last.at.getTime();
  return seen.horizon < last.horizon || Math.abs(elapsedMs) > MOST_MISSED_MS;
}
