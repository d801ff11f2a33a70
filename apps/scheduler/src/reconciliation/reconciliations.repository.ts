import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { Leftovers } from './leftovers.js';

interface Turn {
  readonly holder: string;
  /** How long the turn lasts that nobody gives back. */
  readonly seconds: number;
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
  /** Takes the turn, or keeps it for longer; false if another process has it, or none is due. */
  async takeTurn(tx: Transaction, { holder, seconds, everySeconds, epoch }: Turn): Promise<boolean> {
    // Nine tenths: the database's clock and the timers of processes never agree to the millisecond.
    const sql = `
      INSERT INTO scheduler.reconciliations AS r (held_by, held_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
      ON CONFLICT (one) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until
      WHERE r.held_by = excluded.held_by
         OR ((r.held_until IS NULL OR r.held_until <= clock_timestamp())
             AND (r.finished_at IS NULL OR r.finished_at <= clock_timestamp() - make_interval(secs => $3 * 0.9)
                  OR r.redis_epoch IS DISTINCT FROM coalesce($4, r.redis_epoch)))
      RETURNING r.one`;
    return (await rows(tx, { sql, parameters: [holder, seconds, everySeconds, epoch] })).length === 1;
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
  async endTurn(tx: Transaction, holder: string): Promise<void> {
    const sql = 'UPDATE scheduler.reconciliations SET held_by = NULL, held_until = NULL WHERE held_by = $1';
    await rows(tx, { sql, parameters: [holder] });
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
