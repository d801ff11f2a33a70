import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import { holdBackDue } from '../due-turn.js';
import { MAY_HAVE_BEEN_SENT } from './doubt.js';

/** From when on a database that was restored knows again what is sent. */
export interface Doubt {
  readonly until: Date;
  /** How many sweeps are known to have finished, be they forgotten. */
  readonly sweeps?: number;
}

/** What of the ledger is in doubt: in `scheduler.sweeps`, and what waits in `scheduler.deliveries` and `scheduler.messages`. */
@Injectable()
export class RestoresRepository {
  /** How many sweeps have finished, as the database knows. */
  async sweepsFinished(tx: Transaction): Promise<number> {
    const [sweeps] = await rows<{ number: string }>(tx, { sql: 'SELECT number FROM scheduler.sweeps' });
    return Number(sweeps?.number ?? 0);
  }

  /** Notes that nothing is known of what was sent until then. What falls due from now on is judged by that. */
  async note(tx: Transaction, { until, sweeps = 0 }: Doubt): Promise<void> {
    await holdBackDue(tx);
    const sql = `
      INSERT INTO scheduler.sweeps AS s (in_doubt_until, number) VALUES ($1, $2)
      ON CONFLICT (one) DO UPDATE
      SET in_doubt_until = greatest(s.in_doubt_until, excluded.in_doubt_until), number = greatest(s.number, excluded.number)`;
    await rows(tx, { sql, parameters: [until, sweeps] });
  }

  /**
   * Ends what had fallen due by then and was not sent yet, or was under way, when the backup was made. Answers how much. Webhooks go
   * on: whoever receives them knows one that comes again for the same.
   */
  async endWaiting(tx: Transaction, until: Date): Promise<number> {
    const sql = `
      WITH lost AS (
        UPDATE scheduler.messages SET state = 'UNCONFIRMED', reason = $2, finished_at = clock_timestamp()
        WHERE state = 'SENDING' AND claimed_at <= $1 AND channel <> 'WEBHOOK' RETURNING id
      ), ended AS (
        UPDATE scheduler.deliveries d SET state = 'UNCONFIRMED', reason = $2, finished_at = clock_timestamp()
        WHERE (d.state = 'PENDING' AND d.next_at <= $1 AND d.channel <> 'WEBHOOK') OR (d.state = 'SENDING' AND d.message_id IN (SELECT id FROM lost))
        RETURNING d.id
      )
      SELECT count(*)::int AS count FROM ended`;
    return (await rows<{ count: number }>(tx, { sql, parameters: [until, MAY_HAVE_BEEN_SENT] }))[0]?.count ?? 0;
  }
}
