/** How long a window lasts, in milliseconds, from its first request. */
export const WINDOW_MS = 60_000;

/** What one process knows of one window. */
interface Bucket {
  endsAt: number;
  /** Counted here. */
  own: number;
  /** Counted here, and not sent to the others yet. */
  unsent: number;
  /** Sent, and not answered yet. */
  underWay: number;
  /** What all processes together had counted at the last answer. */
  global: number;
}

/** What is to be added to the count that all processes share. */
export interface Increment {
  readonly id: string;
  readonly count: number;
}

/** What the shared count has come to, and how many milliseconds its window has left. */
export interface SharedCount {
  readonly count: number;
  readonly leftMs: number;
}

/** What is asked of a bucket. */
export interface Taking {
  readonly limit: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Counts by id, in windows of a minute, without waiting for anybody: what is counted here is added to the shared count now and
 * then, and what has come of that is known until the next time. It never knows less than it has counted itself. At most
 * `capacity` ids are kept; then those whose window began first are forgotten.
 */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();
  /** Those with something unsent. */
  private readonly counted = new Set<string>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.buckets.size;
  }

  /** Counts one, unless that is beyond the limit: then answers after how many seconds there is room again, at least 1. */
  take(id: string, { limit, now }: Taking): number | undefined {
    const bucket = this.open(id, now);
    if (countOf(bucket) >= limit) return Math.max(1, Math.ceil((bucket.endsAt - now) / 1_000));
    bucket.own += 1;
    bucket.unsent += 1;
    this.counted.add(id);
    return undefined;
  }

  /** Whether there is no room left, without counting anything. */
  isSpent(id: string, { limit, now }: Taking): boolean {
    const bucket = this.buckets.get(id);
    return bucket !== undefined && !isOver(bucket, now) && countOf(bucket) >= limit;
  }

  /** Takes out what the others don't know of yet, of windows that are not over; each has to be settled. */
  unsent(now: number): readonly Increment[] {
    this.sweep(now);
    const counted = [...this.counted];
    this.counted.clear();
    return counted.flatMap((id) => {
      const bucket = this.buckets.get(id);
      if (!bucket || isOver(bucket, now)) return [];
      const count = bucket.unsent;
      bucket.underWay += count;
      bucket.unsent = 0;
      return [{ id, count }];
    });
  }

  /** Notes what has come of an increment; nothing, if no answer came. It is not sent again: it may have arrived all the same. */
  settle({ id, count }: Increment, shared: SharedCount | undefined, now: number): void {
    const bucket = this.buckets.get(id);
    if (!bucket) return;
    bucket.underWay = Math.max(0, bucket.underWay - count);
    if (!shared) return;
    bucket.global = shared.count;
    bucket.endsAt = now + Math.min(shared.leftMs, WINDOW_MS);
  }

  /** Forgets windows that are over, from the one that began first up to one that goes on. */
  private sweep(now: number): void {
    for (const [id, bucket] of this.buckets) {
      if (!isOver(bucket, now)) return;
      this.buckets.delete(id);
    }
  }

  private open(id: string, now: number): Bucket {
    const known = this.buckets.get(id);
    if (known && !isOver(known, now)) return known;
    this.buckets.delete(id);
    const [oldest] = this.buckets.size >= this.capacity ? this.buckets.keys() : [];
    if (oldest !== undefined) this.buckets.delete(oldest);
    const bucket = { endsAt: now + WINDOW_MS, own: 0, unsent: 0, underWay: 0, global: 0 };
    this.buckets.set(id, bucket);
    return bucket;
  }
}

function countOf({ own, global, underWay, unsent }: Bucket): number {
  return Math.max(own, global + underWay + unsent);
}

/** A window that ends later than one can is of a clock that has been set back since. */
function isOver({ endsAt }: Bucket, now: number): boolean {
  return now >= endsAt || endsAt - now > WINDOW_MS;
}
