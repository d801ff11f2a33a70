import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import { leadDaysOf, RESPONDED, RESPONDENT } from '../responded.js';
import type { Snooze } from './domain/snooze.js';
import type { Armable, Disarmable } from './reminder.js';

/** A reminder as it is asked about by whoever wants to respond to it. */
export interface LastDue {
  readonly leadDays: number;
  /** The expiration that is known of the credential, ISO 8601. */
  readonly expiresAt: string;
}

/** What people did about reminders, in `scheduler.reminders` and `scheduler.deliveries`. */
@Injectable()
export class ResponsesRepository {
  /** The most urgent reminder that has fallen due of the expiry that is true of a credential; `undefined` for none. */
  async lastDue(
    tx: Transaction,
    { workspaceId, cid }: { readonly workspaceId: string; readonly cid: string },
  ): Promise<LastDue | undefined> {
    const sql = `
      SELECT ${leadDaysOf('r')} AS "leadDays", c.snapshot #>> '{expiration,expiresAt}' AS "expiresAt"
      FROM scheduler.credentials c JOIN scheduler.reminders r ON r.cid = c.cid AND r.expiry = c.expiry
      WHERE c.cid = $1 AND c.workspace_id = $2 AND r.state IN ('FIRED', 'FAILED') ORDER BY 1 LIMIT 1`;
    return (await rows<LastDue>(tx, { sql, parameters: [cid, workspaceId] }))[0];
  }

  /** Cancels what is planned because a reminder was snoozed, unless it is until then (`null`: there is no such instant). */
  cancelSnoozes(tx: Transaction, cid: string, until: Date | null): Promise<Disarmable[]> {
    const sql = `
      UPDATE scheduler.reminders r SET state = 'CANCELLED', reason = coalesce(${RESPONDENT}, 'it is snoozed no longer')
      FROM scheduler.credentials c
      WHERE r.cid = $1 AND c.cid = r.cid AND r.state = 'PLANNED' AND r.snoozed_until IS NOT NULL
        AND r.snoozed_until IS DISTINCT FROM $2::timestamptz
      RETURNING r.id, r.generation`;
    return rows(tx, { sql, parameters: [cid, until] });
  }

  /** Cancels what waits to be sent of reminders that somebody responded to. */
  async cancelDeliveries(tx: Transaction, cid: string): Promise<void> {
    const sql = `
      UPDATE scheduler.deliveries d
      SET state = 'CANCELLED', reason = ${RESPONDENT}, cancelled_for = 'RESPONSE', finished_at = clock_timestamp()
      FROM scheduler.reminders r JOIN scheduler.credentials c ON c.cid = r.cid AND c.expiry = r.expiry
      WHERE d.cid = $1 AND d.state = 'PENDING' AND r.id = d.reminder_id AND c.cid = $1 AND ${RESPONDED}`;
    await rows(tx, { sql, parameters: [cid] });
  }

  /**
   * Plans a reminder that was snoozed. One that is there stays as it is, unless it was cancelled: it comes back to life. Superseded
   * from the start if a more urgent one has fallen due before this was heard of.
   */
  async snooze(
    tx: Transaction,
    { cid, workspaceId }: { readonly cid: string; readonly workspaceId: string },
    { expiry, expiresAt, until, leadDays }: Snooze,
  ): Promise<Armable[]> {
    const sql = `
      INSERT INTO scheduler.reminders AS r
        (cid, workspace_id, expiry, expires_at, snoozed_lead_days, snoozed_until, due_at, state, reason)
      SELECT $1, $2, $3, $4, $5, $6, $6, CASE WHEN over THEN 'SUPERSEDED' ELSE 'PLANNED' END,
             CASE WHEN over THEN 'a more urgent reminder has come before' END
      FROM (SELECT EXISTS (SELECT FROM scheduler.reminders u
                           WHERE u.cid = $1 AND u.expiry = $3 AND u.lead_days < $5 AND u.state = 'FIRED') AS over) more_urgent
      ON CONFLICT (cid, expiry, snoozed_until) WHERE snoozed_until IS NOT NULL DO UPDATE SET
        state = excluded.state, reason = excluded.reason, expires_at = excluded.expires_at,
        snoozed_lead_days = excluded.snoozed_lead_days, generation = r.generation + 1, alarm_epoch = NULL
      WHERE r.state = 'CANCELLED'
      RETURNING r.id, r.generation, r.due_at AS "dueAt", r.state,
                (extract(epoch FROM r.due_at - clock_timestamp()) * 1000)::float AS "dueInMs"`;
    const parameters = [cid, workspaceId, expiry, expiresAt, leadDays, until];
    const written = await rows<Armable & { state: string }>(tx, { sql, parameters });
    return written.filter(({ state }) => state === 'PLANNED');
  }
}
