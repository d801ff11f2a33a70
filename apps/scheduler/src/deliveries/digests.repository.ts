import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import { leadDaysOf } from '../responded.js';
import { mostRows, type Tally } from '../notices/index.js';
import type { ClaimedSubject, Digest, Envelope } from './claimed-message.js';

interface Group extends Tally {
  readonly attempts: number;
  readonly latenessSeconds: number;
}

/** Reads what messages are about: few credentials whole, and of the others their number. */
@Injectable()
export class DigestsRepository {
  /** What is left in a message. Of the most urgent so many are read whole. */
  async of(tx: Transaction, message: Pick<Envelope, 'id' | 'now'>, most: number = mostRows): Promise<Digest> {
    const groups = await this.groups(tx, message);
    const [attempts, latenessSeconds] = [groups.map((group) => group.attempts), groups.map((group) => group.latenessSeconds)];
    return {
      subjects: await this.subjects(tx, message, most),
      tally: groups.map(({ kind, expired, count }) => ({ kind, expired, count })),
      count: groups.reduce((sum, { count }) => sum + count, 0),
      attempts: Math.max(0, ...attempts),
      latenessSeconds: Math.max(0, ...latenessSeconds),
    };
  }

  private groups(tx: Transaction, { id, now }: Pick<Envelope, 'id' | 'now'>): Promise<Group[]> {
    const sql = `
      SELECT c.snapshot->>'kind' AS kind, r.expires_at <= $2 AS expired, count(*)::int AS count, max(d.attempts) AS attempts,
             extract(epoch FROM $2 - min(r.due_at))::float AS "latenessSeconds"
      FROM scheduler.deliveries d
      JOIN scheduler.reminders r ON r.id = d.reminder_id
      JOIN scheduler.credentials c ON c.cid = d.cid
      WHERE d.message_id = $1 AND d.state = 'SENDING' GROUP BY 1, 2`;
    return rows(tx, { sql, parameters: [id, now] });
  }

  private subjects(tx: Transaction, { id, now }: Pick<Envelope, 'id' | 'now'>, most: number): Promise<ClaimedSubject[]> {
    const sql = `
      WITH owed AS MATERIALIZED (
        SELECT d.id, d.cid, d.reminder_id, r.expires_at FROM scheduler.deliveries d JOIN scheduler.reminders r ON r.id = d.reminder_id
        WHERE d.message_id = $1 AND d.state = 'SENDING'
      ), shown AS (
        (SELECT * FROM owed ORDER BY expires_at, id LIMIT $3)
        UNION (SELECT * FROM owed WHERE expires_at > $2 ORDER BY expires_at, id LIMIT 1)
        UNION (SELECT * FROM owed ORDER BY expires_at DESC, id DESC LIMIT 1)
      )
      SELECT s.id AS "deliveryId", c.snapshot AS credential, c.event_id AS "eventId", c.request_id AS "requestId",
             c.traceparent, s.expires_at <= $2 AS expired, r.expiry, ${leadDaysOf('r')} AS "leadDays", s.expires_at AS "expiresAt",
             coalesce(r.fired_at, r.due_at) AS "firedAt"
      FROM shown s
      JOIN scheduler.credentials c ON c.cid = s.cid
      JOIN scheduler.reminders r ON r.id = s.reminder_id
      ORDER BY s.expires_at, s.id`;
    return rows(tx, { sql, parameters: [id, now, most] });
  }
}
