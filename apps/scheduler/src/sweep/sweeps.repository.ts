import { Injectable } from '@nestjs/common';
import { HeldTurn, rows, type Transaction } from '#libs/database';
import type { FinishedSweep } from '../restores/index.js';

/** How much is owed and overdue: what to alarm on. */
export interface Overdue {
  /** Seconds since a sweep last finished; `null` before the first. */
  readonly sweptSecondsAgo: number | null;
  /** Reminders, deliveries and invitations that should have been dealt with, and messages that should have been taken over. */
  readonly overdue: number;
  /** For how many seconds the oldest of them has waited. */
  readonly oldestOverdueSeconds: number;
  /** For how many seconds the oldest reminder that is due has not fallen due. That takes nothing but the database. */
  readonly stuckSeconds: number;
  /** Reminders planned for later. */
  readonly planned: number;
}

/** The table `scheduler.sweeps`, and the figures that prove reminders run. */
@Injectable()
export class SweepsRepository {
  /** The turn to sweep. */
  readonly turn = new HeldTurn('scheduler.sweeps');

  /** Notes that a sweep has finished; answers which. */
  async finished(tx: Transaction): Promise<FinishedSweep> {
    const sql = `
      UPDATE scheduler.sweeps SET finished_at = clock_timestamp(), number = number + 1 RETURNING number::float, finished_at AS at`;
    const [sweep] = await rows<FinishedSweep>(tx, { sql });
    if (!sweep) throw new Error('The row of the sweeps is gone');
    return sweep;
  }

  async overdue(tx: Transaction): Promise<Overdue> {
    // The statement's own time, unlike the clock's, is one an index can be searched by.
    const sql = `
      WITH late AS (
        SELECT due_at AS at FROM scheduler.reminders WHERE state = 'PLANNED' AND due_at <= statement_timestamp()
        UNION ALL
        SELECT next_at FROM scheduler.deliveries
        WHERE state = 'PENDING' AND next_at <= statement_timestamp() AND NOT (channel = 'WEBHOOK' AND recipient = ANY (ARRAY(${HELD_UP})))
        UNION ALL
        SELECT lease_until FROM scheduler.messages
        WHERE state = 'SENDING' AND lease_until <= statement_timestamp() AND NOT (channel = 'WEBHOOK' AND recipient = ANY (ARRAY(${HELD_UP})))
        UNION ALL
        SELECT next_at FROM scheduler.invitations WHERE state = 'PENDING' AND next_at <= statement_timestamp()
        UNION ALL
        SELECT lease_until FROM scheduler.invitations WHERE state = 'SENDING' AND lease_until <= statement_timestamp()
      )
      SELECT (SELECT extract(epoch FROM clock_timestamp() - max(finished_at))::float FROM scheduler.sweeps) AS "sweptSecondsAgo",
             (SELECT count(*)::int FROM late) AS overdue,
             (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float FROM late) AS "oldestOverdueSeconds",
             (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(due_at)), 0)::float FROM scheduler.reminders
              WHERE state = 'PLANNED' AND due_at <= statement_timestamp()) AS "stuckSeconds",
             (SELECT count(*)::int FROM scheduler.reminders WHERE state = 'PLANNED' AND due_at > statement_timestamp()) AS planned`;
    const [overdue] = await rows<Overdue>(tx, { sql });
    if (!overdue) throw new Error('The database did not answer how much is overdue');
    return overdue;
  }
}

/** Webhooks whose turn is taken, or which have a pause: what waits for them waits for them, and not for us. Until somebody has come by. */
const HELD_UP = `
  SELECT recipient FROM scheduler.turns WHERE channel = 'WEBHOOK' AND free_at > statement_timestamp() - interval '1 minute'`;
