import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';

/** How long an event id is remembered, longer than any relay would publish it again. */
const REMEMBER_DAYS = 30;

/** The table `scheduler.inbox`. */
@Injectable()
export class InboxRepository {
  async note(tx: Transaction, eventId: string): Promise<boolean> {
    const sql = `INSERT INTO scheduler.inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id`;
    return (await rows(tx, { sql, parameters: [eventId] })).length === 1;
  }

  async forgetOldEvents(tx: Transaction): Promise<void> {
    const sql = `DELETE FROM scheduler.inbox WHERE heard_at < now() - make_interval(days => $1)`;
    await rows(tx, { sql, parameters: [REMEMBER_DAYS] });
  }
}
