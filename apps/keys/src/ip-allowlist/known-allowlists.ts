import { AddressSet, parseAddressRange } from '../addresses/index.js';
import type { AllowlistOfWorkspace } from './allowlist-entry.js';

/** How old, in milliseconds, a copy may be that decides about a request. */
const OLDEST_MS = 1_000;

/** From which age on a fresh copy is fetched, while the old one still decides. */
const REFRESH_MS = 500;

/** The allowlists as they were when this copy's reading began. */
interface Copy {
  readonly readAt: number;
  /** `null` for a workspace that lets everybody in. */
  readonly sets: ReadonlyMap<string, AddressSet | null>;
}

interface KnownAllowlistsParts {
  readonly read: () => Promise<readonly AllowlistOfWorkspace[]>;
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
}

/**
 * Every workspace's allowlist, in memory: a request waits for the database only if the copy is older than a second, so a
 * change holds on every node within one. Rejects when there is no such copy and the database can't be read.
 */
export class KnownAllowlists {
  private copy: Copy | undefined;
  private reading: { readonly since: number; readonly copy: Promise<Copy> } | undefined;
  private outdatedUntil = -Infinity;

  constructor(private readonly parts: KnownAllowlistsParts) {}

  /** Each workspace's addresses; `null` for one that lets everybody in. */
  async sets(): Promise<Copy['sets']> {
    const { copy } = this;
    const now = this.parts.monotonic();
    if (!copy || now - copy.readAt >= OLDEST_MS || copy.readAt <= this.outdatedUntil) return (await this.refresh()).sets;
    // Failing here is harmless: once the copy is too old, the request that needs a newer one is told.
    if (now - copy.readAt >= REFRESH_MS) this.refresh().catch(() => undefined);
    return copy.sets;
  }

  /** Whatever was read, or is being read, no longer counts. */
  forget(): void {
    this.outdatedUntil = this.parts.monotonic();
  }

  private refresh(): Promise<Copy> {
    if (this.reading && this.reading.since > this.outdatedUntil) return this.reading.copy;
    const since = this.parts.monotonic();
    const reading = { since, copy: this.readSince(since) };
    const done = () => {
      if (this.reading === reading) this.reading = undefined;
    };
    this.reading = reading;
    reading.copy.then(done, done);
    return reading.copy;
  }

  private async readSince(readAt: number): Promise<Copy> {
    const lists = await this.parts.read();
    const sets = new Map(lists.map(({ workspaceId, addresses }) => [workspaceId, setOf(addresses)]));
    const copy = { readAt, sets };
    if (!this.copy || this.copy.readAt < readAt) this.copy = copy;
    return copy;
  }
}

function setOf(addresses: readonly string[]): AddressSet | null {
  if (addresses.length === 0) return null;
  return new AddressSet(addresses.flatMap((address) => parseAddressRange(address) ?? []));
}
