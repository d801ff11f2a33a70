import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';

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
  /** Takes the turn to sweep for so many seconds; false if another process has it. */
  async takeTurn(tx: Transaction, { holder, seconds }: { readonly holder: string; readonly seconds: number }): Promise<boolean> {
    const sql = `
      INSERT INTO scheduler.sweeps AS s (held_by, held_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
      ON CONFLICT (one) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until
      WHERE s.held_until IS NULL OR s.held_until <= clock_timestamp() OR s.held_by = excluded.held_by
      RETURNING s.one`;
    return (await rows(tx, { sql, parameters: [holder, seconds] })).length === 1;
  }

  /** Notes that a sweep has finished. */
  async finished(tx: Transaction): Promise<void> {
    await rows(tx, { sql: 'UPDATE scheduler.sweeps SET finished_at = clock_timestamp()' });
  }

  /** Gives the turn back, if it has not passed to another process meanwhile. */
  async endTurn(tx: Transaction, holder: string): Promise<void> {
    const sql = 'UPDATE scheduler.sweeps SET held_by = NULL, held_until = NULL WHERE held_by = $1';
    await rows(tx, { sql, parameters: [holder] });
  }

  async overdue(tx: Transaction): Promise<Overdue> {
    // The statement's own time, unlike the clock's, is one an index can be searched by.
    const sql = `
      WITH late AS (
        SELECT due_at AS at FROM scheduler.reminders WHERE state = 'PLANNED' AND due_at <= statement_timestamp()
        UNION ALL
        SELECT next_at FROM scheduler.deliveries WHERE state = 'PENDING' AND next_at <= statement_timestamp()
        UNION ALL
        SELECT lease_until FROM scheduler.messages WHERE state = 'SENDING' AND lease_until <= statement_timestamp()
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
