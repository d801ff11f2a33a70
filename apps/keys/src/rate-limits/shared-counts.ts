import type { Redis } from 'ioredis';
import { WINDOW_MS, type Increment, type SharedCount } from './domain/buckets.js';

/** How many counts go to Redis in one step: it does nothing else meanwhile. */
const BATCH = 500;

/**
 * Adds to counters and answers each one's count and remaining milliseconds. A counter goes away a minute after its first
 * request; one without an end, should there ever be one, gets it here.
 */
const ADD = `
  local answers = {}
  for i, key in ipairs(KEYS) do
    local count = redis.call('INCRBY', key, ARGV[i + 1])
    if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[1]) end
    answers[2 * i - 1] = count
    answers[2 * i] = redis.call('PTTL', key)
  end
  return answers`;

/** The counts that all processes share, in Redis. */
export class SharedCounts {
  constructor(private readonly redis: Redis) {}

  /** Whether Redis is there to be asked. */
  get isReady(): boolean {
    return this.redis.status === 'ready';
  }

  /** Adds the increments, in one round trip. Answers the counts in their order; `undefined` for what Redis did not answer. */
  async add(increments: readonly Increment[]): Promise<readonly (SharedCount | undefined)[]> {
    const batches = Array.from({ length: Math.ceil(increments.length / BATCH) }, (_, n) =>
      increments.slice(n * BATCH, (n + 1) * BATCH),
    );
    const answers = await Promise.all(batches.map((batch) => this.addBatch(batch)));
    return answers.flat();
  }

  close(): void {
    this.redis.disconnect();
  }

  private async addBatch(batch: readonly Increment[]): Promise<readonly (SharedCount | undefined)[]> {
    const keys = batch.map(({ id }) => `curfew:rate:${id}`);
    const counts = batch.map(({ count }) => count);
    // A refusal concerns this batch alone, and Redis' own words are of no use here: its connection tells the log that it is away.
    const answer = await this.redis.eval(ADD, keys.length, ...keys, WINDOW_MS, ...counts).catch(() => []);
    const figures = answer as readonly number[];
    return batch.map((_, place) => {
      const [count, leftMs] = figures.slice(2 * place, 2 * place + 2);
      return count === undefined || leftMs === undefined ? undefined : { count, leftMs };
    });
  }
}
