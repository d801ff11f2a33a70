import { Injectable } from '@nestjs/common';
import type { CopiedKind } from '#libs/contracts';
import { Transactions } from '#libs/database';
import { Bus } from '#libs/messaging';
import { Log } from '#libs/observability';
import { CopiesRepository } from './copies.repository.js';
import { Cures, type Cure } from './cures.service.js';
import { verdictOf, type Difference, type Verdict } from './domain/comparison.js';
import type { Leftovers } from './leftovers.js';
import { ReconciliationMetrics } from './reconciliation.metrics.js';

/** Heals what still differs, the way the lost event would have. */
@Injectable()
export class SecondLook {
  constructor(
    private readonly transactions: Transactions,
    private readonly copies: CopiesRepository,
    private readonly bus: Bus,
    private readonly cures: Cures,
    private readonly metrics: ReconciliationMetrics,
    private readonly log: Log,
  ) {}

  /** Looks again at up to a hundred differences. One that can't be healed does not keep the others from it. */
  async at(kind: CopiedKind, differences: readonly Difference[]): Promise<Leftovers> {
    const ids = differences.map(({ id }) => id);
    // In this order: a copy that is newer than what is told after it was read really is.
    const held = await this.copies.held(this.transactions.reading, kind, ids);
    const cures = this.cures.in(await this.bus.ask('keys.snapshots', { of: kind, ids }));
    const found: Record<Verdict | 'failed', string[]> = { heal: [], ahead: [], unknown: [], settled: [], failed: [] };
    for (const { id, version: seen } of differences) {
      const cure = cures.get(id);
      const verdict = verdictOf({ seen, held: held.get(id) ?? 0, told: cure?.version ?? 0 });
      const isDone = verdict !== 'heal' || (cure !== undefined && (await this.heal(cure)));
      found[isDone ? verdict : 'failed'].push(id);
    }
    this.tell(kind, found);
    return { ahead: found.ahead.length, unknown: found.unknown.length, failed: found.failed.length };
  }

  private async heal({ apply }: Cure): Promise<boolean> {
    try {
      await apply();
      return true;
    } catch (error) {
      this.log.error('A copy could not be brought up to date; it is tried again next time', error);
      return false;
    }
  }

  private tell(kind: CopiedKind, { heal, ahead, unknown }: Readonly<Record<Verdict, readonly string[]>>): void {
    this.metrics.healed.inc({ kind }, heal.length);
    if (heal.length > 0)
      this.log.warn('Copies were behind, as events were lost; they are up to date again', { count: heal.length, cids: heal });
    if (ahead.length > 0)
      this.log.warn('Copies are newer than what the keys service has; was its database restored? They stay as they are', {
        count: ahead.length,
        cids: ahead,
      });
    if (unknown.length > 0)
      this.log.warn('There are copies of what the keys service does not know; they stay as they are', {
        count: unknown.length,
        cids: unknown,
      });
  }
}
