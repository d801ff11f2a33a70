import type { Snapshot } from './ledger-rows.js';
import type { Redis } from './redis.js';
import { call, rest, type Routine } from './routine.js';

/** How often, in milliseconds, the outbox is looked through though nobody says that there is something in it. */
const RELAY_MS = 60 * 60_000;

interface OutboxRow {
  readonly id: string;
  readonly snapshot: Snapshot;
  publishedIn: number | null;
}

/** Where credentials are kept, and their events until they are published. */
export class KeysService {
  private readonly outbox: OutboxRow[] = [];
  private readonly current = new Map<string, Snapshot>();

  /** Every version there has been of each credential, with when it was made: what is true. */
  readonly history: { readonly at: number; readonly snapshot: Snapshot }[] = [];

  change(at: number, change: Omit<Snapshot, 'version' | 'replacedBy'>): void {
    const version = (this.current.get(change.cid)?.version ?? 0) + 1;
    const snapshot: Snapshot = { ...change, version, replacedBy: null };
    this.current.set(snapshot.cid, snapshot);
    this.history.push({ at, snapshot });
    this.outbox.push({ id: `${snapshot.cid}:${String(version)}`, snapshot, publishedIn: null });
  }

  latest(cid: string): Snapshot | undefined {
    return this.current.get(cid);
  }

  /** An event that was published before, for a fault to publish it once more. */
  published(place: number): { readonly id: string; readonly snapshot: Snapshot } | undefined {
    const published = this.outbox.filter(({ publishedIn }) => publishedIn !== null);
    return published[Math.floor(place * published.length)];
  }

  /** Publishes what is not published yet or, as Redis has forgotten it, no longer: at least once, in order. */
  *relay(redis: Redis): Routine {
    for (;;) {
      yield* rest(RELAY_MS, 'relay');
      try {
        const epoch = yield* call('redis', () => redis.epoch);
        const owed = yield* call('database', () => this.outbox.filter(({ publishedIn }) => publishedIn !== epoch));
        for (const row of owed) {
          yield* call('redis', () => redis.publish(row));
          yield* call('database', () => {
            row.publishedIn = epoch;
          });
        }
      } catch {
        // The next turn publishes it.
      }
    }
  }
}
