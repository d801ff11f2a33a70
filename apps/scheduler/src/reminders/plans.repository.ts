import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { PlannedReminder } from './domain/plan.js';
import type { Armable, Disarmable } from './reminder.js';

interface Plan {
  readonly cid: string;
  readonly workspaceId: string;
  /** The expiry that is true of the credential now; `null` for none. */
  readonly expiry: string | null;
  readonly reminders: readonly PlannedReminder[];
}

/** The table `scheduler.reminders`, as far as planning goes. */
@Injectable()
export class PlansRepository {
  /** Cancels what is planned or waits to be sent for any other expiry than the true one. */
  async cancelOthers(tx: Transaction, { cid, expiry }: Plan, reason: string): Promise<Disarmable[]> {
    const parameters = [cid, expiry, reason];
    await rows(tx, {
      sql: `
        UPDATE scheduler.deliveries d SET state = 'CANCELLED', reason = $3, cancelled_for = 'CREDENTIAL', finished_at = clock_timestamp()
        FROM scheduler.reminders r
        WHERE d.cid = $1 AND d.state = 'PENDING' AND r.id = d.reminder_id AND r.expiry IS DISTINCT FROM $2`,
      parameters,
    });
    return rows<Disarmable>(tx, {
      sql: `
        UPDATE scheduler.reminders SET state = 'CANCELLED', reason = $3
        WHERE cid = $1 AND state = 'PLANNED' AND expiry IS DISTINCT FROM $2
        RETURNING id, generation`,
      parameters,
    });
  }

  /** Cancels what is planned for lead times that the plan has no more, unless it had fallen due before. */
  cancelLeadTimes(tx: Transaction, { cid, expiry, reminders }: Plan, since: Date): Promise<Disarmable[]> {
    const sql = `
      UPDATE scheduler.reminders SET state = 'CANCELLED', reason = 'the lead times of the workspace have changed'
      WHERE cid = $1 AND expiry = $2 AND state = 'PLANNED' AND lead_days <> ALL ($3::int[]) AND due_at > $4
      RETURNING id, generation`;
    return rows(tx, { sql, parameters: [cid, expiry, reminders.map(({ leadDays }) => leadDays), since] });
  }

  /**
   * Writes a plan. What is there already stays as it is, but for two cases: a cancelled reminder comes back to life, and one
   * not yet due (or, given that, not due before `since`) moves when its instant did. Answers what is newly planned.
   */
  async write(tx: Transaction, { cid, workspaceId, reminders }: Plan, since?: Date): Promise<Armable[]> {
    if (reminders.length === 0) return [];
    const sql = `
      INSERT INTO scheduler.reminders AS r (cid, workspace_id, expiry, expires_at, lead_days, due_at, state, reason)
      SELECT $1, $2, p.expiry, p.expires_at, p.lead_days, p.due_at, p.state, p.reason
      FROM unnest($3::text[], $4::timestamptz[], $5::int[], $6::timestamptz[], $7::text[], $8::text[])
        AS p (expiry, expires_at, lead_days, due_at, state, reason)
      ON CONFLICT (cid, expiry, lead_days) DO UPDATE SET
        state = excluded.state, reason = excluded.reason, due_at = excluded.due_at, expires_at = excluded.expires_at,
        generation = r.generation + 1, alarm_epoch = NULL
      WHERE r.state = 'CANCELLED'
         OR (r.state = 'PLANNED' AND excluded.state = 'PLANNED' AND r.due_at <> excluded.due_at AND r.due_at > coalesce($9::timestamptz, clock_timestamp()))
      RETURNING r.id, r.generation, r.due_at AS "dueAt", r.state,
                (extract(epoch FROM r.due_at - clock_timestamp()) * 1000)::float AS "dueInMs"`;
    const column = <K extends keyof PlannedReminder>(name: K) => reminders.map((reminder) => reminder[name]);
    const when = [column('expiry'), column('expiresAt'), column('leadDays'), column('dueAt')];
    const columns = [...when, column('state'), column('reason'), since ?? null];
    const written = await rows<Armable & { state: string }>(tx, { sql, parameters: [cid, workspaceId, ...columns] });
    return written.filter(({ state }) => state === 'PLANNED');
  }

  /** The next planned reminder of each of these credentials that has one. */
  next(tx: Transaction, cids: readonly string[]): Promise<{ readonly cid: string; readonly dueAt: Date }[]> {
    const sql = `
      SELECT cid, min(due_at) AS "dueAt" FROM scheduler.reminders WHERE cid = ANY ($1) AND state = 'PLANNED' GROUP BY cid`;
    return rows(tx, { sql, parameters: [cids] });
  }

  /**
   * Lets what was cancelled after it had fallen due wait again, if it is owed once more: the expiry was changed and changed
   * back in time. It is due when the plan says so, no sooner. Whoever has been told of it already is not told again, and what was
   * cancelled for its recipient stays so, as others were told instead, and so does what somebody responded to.
   */
  async revive(tx: Transaction, { cid, reminders }: Plan): Promise<void> {
    const sql = `
      WITH revived AS (
        UPDATE scheduler.deliveries d SET state = 'PENDING', reason = NULL, cancelled_for = NULL, finished_at = NULL, attempts = 0,
          expires_at = p.expires_at, next_at = greatest(p.due_at, clock_timestamp())
        FROM scheduler.reminders r
        JOIN unnest($2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[]) AS p (expiry, lead_days, due_at, expires_at)
          ON p.expiry = r.expiry AND p.lead_days = r.lead_days
        WHERE d.cid = $1 AND d.state = 'CANCELLED' AND coalesce(d.cancelled_for, 'CREDENTIAL') = 'CREDENTIAL'
          AND r.cid = $1 AND r.id = d.reminder_id
        RETURNING r.id, p.due_at, p.expires_at
      )
      UPDATE scheduler.reminders r SET due_at = v.due_at, expires_at = v.expires_at FROM revived v WHERE r.id = v.id`;
    const owed = reminders.filter(({ state }) => state === 'PLANNED');
    if (owed.length === 0) return;
    const column = <K extends keyof PlannedReminder>(name: K) => owed.map((reminder) => reminder[name]);
    const columns = [column('expiry'), column('leadDays'), column('dueAt'), column('expiresAt')];
    await rows(tx, { sql, parameters: [cid, ...columns] });
  }
}
