import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Transaction, Transactions } from '#libs/database';
import { WakefulLoop } from '#libs/kernel';
import { redact, type Log } from '#libs/observability';
import type { LastUse } from './last-use.js';
import type { LastUsesRepository } from './last-uses.repository.js';

/** How long uses are collected before they are stored, in milliseconds. */
const COLLECT_MS = 15_000;

/** How many uses are stored by one statement. */
const BATCH = 5_000;

/** How many characters of a user agent are kept. */
const AGENT_LENGTH = 512;

interface LastUsesParts {
  readonly transactions: Transactions;
  readonly repository: LastUsesRepository;
  readonly log: Log;
}

/**
 * When each credential was last used, and by whom. Uses are collected in memory and stored now and then, so that letting
 * somebody in writes nothing; a process that is killed takes the last {@link COLLECT_MS} of them along.
 */
export class LastUses implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: WakefulLoop;
  private collected = new Map<string, LastUse>();

  constructor(private readonly parts: LastUsesParts) {
    this.loop = new WakefulLoop({
      turn: async () => {
        await this.flush();
        return COLLECT_MS;
      },
      onFailure: (error) => {
        parts.log.warn('Last uses can not be stored now; they wait', { error: String(error) });
        return COLLECT_MS;
      },
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.flush().catch((error: unknown) => {
      this.parts.log.warn('Last uses are lost', { error: String(error), count: this.collected.size });
    });
  }

  /** Collects a use. Costs next to nothing, and never fails. */
  note(credentialId: string, use: LastUse): void {
    this.collected.set(credentialId, use);
  }

  /** Stores what was collected. What can't be stored is kept, unless it has been used again since. */
  async flush(): Promise<void> {
    const uses = [...this.collected];
    this.collected = new Map();
    while (uses.length > 0) {
      const batch = new Map(uses.slice(0, BATCH).map(([id, use]) => [id, storable(use)]));
      try {
        await this.parts.repository.store(this.parts.transactions.reading, batch);
      } catch (error) {
        this.collected = new Map([...uses, ...this.collected]);
        throw error;
      }
      uses.splice(0, BATCH);
    }
  }

  /** The last stored uses of these credentials; one that was never used is missing. */
  of(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, LastUse>> {
    return ids.length === 0 ? Promise.resolve(new Map()) : this.parts.repository.find(tx, ids);
  }
}

/** Without what Postgres can't keep, and without a key that was put where a program's name belongs. */
function storable({ at, address, userAgent }: LastUse): LastUse {
  const agent = redact(userAgent ?? '')
    .slice(0, AGENT_LENGTH)
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .trim();
  return { at, address, userAgent: agent === '' ? null : agent };
}
