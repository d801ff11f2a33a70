import { Injectable } from '@nestjs/common';
import { HeldTurn, rows, type Transaction, type TurnTaker } from '#libs/database';
import type { Leftovers } from './leftovers.js';

interface Occasion {
  /** How long after the last reconciliation another is due. */
  readonly everySeconds: number;
  /** The memory that Redis has; under another one than the last time, one is due at once. `null`: not known. */
  readonly epoch: string | null;
}

/** When all copies were last compared, and what was left as it was. */
export interface LastReconciliation extends Leftovers {
  /** `null` before the first. */
  readonly finishedSecondsAgo: number | null;
}

/** The table `scheduler.reconciliations`. */
@Injectable()
export class ReconciliationsRepository {
  private readonly turn = new HeldTurn('scheduler.reconciliations');

  /** Takes the turn, or keeps it for longer; false if another process has it, or none is due. */
  takeTurn(tx: Transaction, { everySeconds, epoch, ...taker }: TurnTaker & Occasion): Promise<boolean> {
    // Nine tenths: the database's clock and the timers of processes never agree to the millisecond.
    const sql = `
      t.finished_at IS NULL OR t.finished_at <= clock_timestamp() - make_interval(secs => $3 * 0.9)
      OR t.redis_epoch IS DISTINCT FROM coalesce($4, t.redis_epoch)`;
    return this.turn.take(tx, taker, { sql, parameters: [everySeconds, epoch] });
  }

  /** Notes that everything was compared, under the memory that Redis had when that began. */
  async finished(
    tx: Transaction,
    { epoch, ahead, unknown, failed }: Leftovers & { readonly epoch: string | null },
  ): Promise<void> {
    const sql = `
      UPDATE scheduler.reconciliations SET finished_at = clock_timestamp(), redis_epoch = coalesce($1, redis_epoch),
        ahead = $2, unknown = $3, failed = $4`;
    await rows(tx, { sql, parameters: [epoch, ahead, unknown, failed] });
  }

  /** Gives the turn back, if it has not passed to another process meanwhile. */
  endTurn(tx: Transaction, holder: string): Promise<void> {
    return this.turn.end(tx, holder);
  }

  /** What came of the last one. */
  async last(tx: Transaction): Promise<LastReconciliation> {
    const sql = `
      SELECT extract(epoch FROM clock_timestamp() - finished_at)::float AS "finishedSecondsAgo", ahead, unknown, failed
      FROM scheduler.reconciliations`;
    const [last] = await rows<LastReconciliation>(tx, { sql });
    return last ?? { finishedSecondsAgo: null, ahead: 0, unknown: 0, failed: 0 };
  }
}
