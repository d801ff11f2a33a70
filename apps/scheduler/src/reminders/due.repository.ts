import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import { DUE_TURN } from '../due-turn.js';
import { leadDaysOf } from '../responded.js';
import { IN_DOUBT_UNTIL, MAY_HAVE_BEEN_SENT } from '../restores/index.js';
import type { Ownership, Recipient } from './domain/recipients.js';
import type { Backlog } from './domain/slices.js';

/** Reminders this late are being caught up with: their messages wait for the rest, so that a backlog becomes one digest. */
const LATE_SECONDS = 5;

/** For how long after the first of many have fallen due nothing of their workspace is sent, should nobody see to the others. */
const FALLING_SECONDS = 60;

/** Why nobody is told: an owner who is there always would be. */
const NOBODY_TO_TELL = 'nobody to tell: the owner is gone, no admin is active, and no address or channel is set';

/** A reminder whose time has come. */
export interface DueReminder {
  readonly id: string;
  readonly cid: string;
  readonly workspaceId: string;
  readonly expiresAt: Date;
  /** Of which lead time it is; `null` for one that was snoozed. */
  readonly leadDays: number | null;
  /** Whether the credential has expired meanwhile. */
  readonly hasPassed: boolean;
  readonly snapshot: CredentialSnapshot;
  readonly ownerHeard: Ownership['heard'];
  readonly late: boolean;
  /** Whether it was due at a time of which is not known what was sent: before the database was restored. */
  readonly inDoubt: boolean;
}

/** What becomes of a delivery when its reminder falls due. */
export interface NewDelivery extends Recipient {
  readonly reminder: DueReminder;
  /** Why it fails at once; absent if it can be sent. */
  readonly failure?: string;
}

interface DueQuery {
  readonly workspaceIds: readonly string[];
  readonly now: Date;
  readonly limit: number;
}

/** The table `scheduler.reminders`, as far as falling due goes. */
@Injectable()
export class DueRepository {
  /** How much is due of which workspace: of one of which nothing is any more, and that still waits for more to be, 0. */
  backlogs(tx: Transaction): Promise<Backlog[]> {
    // The statement's own time, unlike the clock's, is one an index can be searched by.
    const sql = `
      SELECT workspace_id AS "workspaceId", sum(count)::int AS count FROM (
        SELECT workspace_id, count(*) AS count FROM scheduler.reminders r
        WHERE state = 'PLANNED' AND due_at <= statement_timestamp() AND NOT ${OUTDATED} GROUP BY workspace_id
        UNION ALL
        SELECT workspace_id, 0 FROM scheduler.falling_due) due
      GROUP BY workspace_id`;
    return rows(tx, { sql });
  }

  /** Takes the turns to let reminders of these workspaces fall due, until the transaction ends; answers those it got. */
  async takeTurns(tx: Transaction, workspaceIds: readonly string[]): Promise<string[]> {
    await rows(tx, { sql: `SELECT pg_advisory_xact_lock_shared(${DUE_TURN})` });
    const sql = `SELECT id FROM unnest($1::text[]) AS w (id) WHERE pg_try_advisory_xact_lock(${DUE_TURN}, hashtext(id))`;
    return (await rows<{ id: string }>(tx, { sql, parameters: [workspaceIds] })).map(({ id }) => id);
  }

  /** The database's time: what decides whether a reminder is due. */
  async now(tx: Transaction): Promise<Date> {
    const [answer] = await rows<{ now: Date }>(tx, { sql: `SELECT clock_timestamp() AS now` });
    if (!answer) throw new Error('The database did not tell the time');
    return answer.now;
  }

  /** The first reminders of these workspaces that are due, oldest first; each is locked until the transaction ends. */
  due(tx: Transaction, { workspaceIds, now, limit }: DueQuery): Promise<DueReminder[]> {
    // First which they are, and then what they say: there may be many more than are wanted.
    const sql = `
      WITH slice AS MATERIALIZED (
        SELECT r.id FROM scheduler.reminders r
        WHERE r.workspace_id = ANY ($2) AND r.state = 'PLANNED' AND r.due_at <= $1 AND NOT ${OUTDATED}
        ORDER BY r.due_at LIMIT $3 FOR UPDATE OF r
      )
      SELECT r.id, r.cid, r.workspace_id AS "workspaceId", r.expires_at AS "expiresAt", r.lead_days AS "leadDays",
             r.expires_at <= $1 AS "hasPassed", c.snapshot,
             CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('email', u.email, 'isActive', u.status = 'ACTIVE') END
               AS "ownerHeard",
             r.due_at < $1::timestamptz - make_interval(secs => ${String(LATE_SECONDS)}) AS late,
             r.due_at <= ${IN_DOUBT_UNTIL} AS "inDoubt"
      FROM slice JOIN scheduler.reminders r ON r.id = slice.id JOIN scheduler.credentials c ON c.cid = r.cid
      LEFT JOIN scheduler.users u ON u.id = c.snapshot->'owner'->>'id' AND u.workspace_id = r.workspace_id
      ORDER BY r.due_at, r.id`;
    return rows(tx, { sql, parameters: [now, workspaceIds, limit] });
  }

  /**
   * Of several reminders due for one expiry only the most urgent is kept: ends those of these that are not, and what waits to be
   * sent, or was snoozed for longer, of others that one of these is more urgent than. Answers the ids of those it ended.
   */
  async supersede(tx: Transaction, ids: readonly string[], now: Date): Promise<ReadonlySet<string>> {
    const reason = 'a more urgent reminder is due as well';
    const ended = await rows<{ id: string }>(tx, {
      sql: `
        UPDATE scheduler.reminders r SET state = 'SUPERSEDED', reason = $3
        WHERE r.id = ANY ($1::bigint[]) AND EXISTS (
          SELECT FROM scheduler.reminders u WHERE u.cid = r.cid AND u.expiry = r.expiry AND ${leadDaysOf('u')} < ${leadDaysOf('r')}
            AND (u.state = 'FIRED' OR (u.state = 'PLANNED' AND u.due_at <= $2)))
        RETURNING r.id`,
      parameters: [ids, now, reason],
    });
    // From the few that are due to their like, by index: asked for each reminder, it would read all there ever were.
    await rows(tx, {
      sql: `
        UPDATE scheduler.deliveries d SET state = 'SUPERSEDED', reason = $2, finished_at = clock_timestamp()
        FROM scheduler.reminders u JOIN scheduler.reminders r ON ${LESS_URGENT}
        WHERE u.id = ANY ($1::bigint[]) AND d.reminder_id = r.id AND d.state = 'PENDING'`,
      parameters: [ids, reason],
    });
    await rows(tx, {
      sql: `
        UPDATE scheduler.reminders r SET state = 'SUPERSEDED', reason = $2
        FROM scheduler.reminders u WHERE u.id = ANY ($1::bigint[]) AND ${LESS_URGENT} AND r.state = 'PLANNED' AND r.snoozed_until IS NOT NULL`,
      parameters: [ids, reason],
    });
    return new Set(ended.map(({ id }) => id));
  }

  /** Notes that more of a workspace falls due: until that is over, or long enough over to be forgotten, nothing of it is sent. */
  async goesOn(tx: Transaction, workspaceId: string): Promise<void> {
    const sql = `
      INSERT INTO scheduler.falling_due (workspace_id, until)
      VALUES ($1, clock_timestamp() + make_interval(secs => ${String(FALLING_SECONDS)}))
      ON CONFLICT (workspace_id) DO UPDATE SET until = excluded.until`;
    await rows(tx, { sql, parameters: [workspaceId] });
  }

  /** Notes that nothing more of these workspaces falls due now. */
  async isOver(tx: Transaction, workspaceIds: readonly string[]): Promise<void> {
    await rows(tx, { sql: 'DELETE FROM scheduler.falling_due WHERE workspace_id = ANY ($1)', parameters: [workspaceIds] });
  }

  /** Turns due reminders into deliveries: the ledger of who is told. */
  async fire(tx: Transaction, reminders: readonly DueReminder[], deliveries: readonly NewDelivery[]): Promise<void> {
    await this.insert(tx, deliveries);
    const told = new Set(deliveries.map(({ reminder }) => reminder.id));
    const sql = `
      UPDATE scheduler.reminders r SET fired_at = clock_timestamp(),
        state = CASE WHEN p.told THEN 'FIRED' ELSE 'FAILED' END, reason = CASE WHEN p.told THEN NULL ELSE $3 END
      FROM unnest($1::bigint[], $2::boolean[]) AS p (id, told) WHERE r.id = p.id`;
    const columns = [reminders.map(({ id }) => id), reminders.map(({ id }) => told.has(id))];
    await rows(tx, { sql, parameters: [...columns, NOBODY_TO_TELL] });
  }

  /** Ends a reminder that nobody can be told of. */
  async fail(tx: Transaction, { id }: DueReminder, reason: string): Promise<void> {
    const sql = `UPDATE scheduler.reminders SET state = 'FAILED', reason = $2, fired_at = clock_timestamp() WHERE id = $1`;
    await rows(tx, { sql, parameters: [id, reason] });
  }

  /** Milliseconds until the next reminder is due by the database's clock; `undefined` if none is planned that may fall due. */
  async nextDueInMs(tx: Transaction): Promise<number | undefined> {
    const sql = `
      SELECT (extract(epoch FROM due_at - clock_timestamp()) * 1000)::float AS ms
      FROM scheduler.reminders r WHERE state = 'PLANNED' AND NOT ${OUTDATED} ORDER BY due_at LIMIT 1`;
    return (await rows<{ ms: number }>(tx, { sql }))[0]?.ms;
  }

  private async insert(tx: Transaction, deliveries: readonly NewDelivery[]): Promise<void> {
    const sql = `
      INSERT INTO scheduler.deliveries
        (reminder_id, cid, workspace_id, expires_at, channel, recipient, user_id, state, reason, finished_at, next_at)
      SELECT reminder_id, cid, workspace_id, expires_at, channel, recipient, user_id,
             CASE WHEN failure IS NOT NULL THEN 'FAILED' WHEN in_doubt THEN 'UNCONFIRMED' ELSE 'PENDING' END,
             CASE WHEN failure IS NULL AND in_doubt THEN $11 ELSE failure END,
             CASE WHEN failure IS NOT NULL OR in_doubt THEN clock_timestamp() END,
             clock_timestamp() + CASE WHEN late THEN interval '2 seconds' ELSE interval '0' END
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::boolean[],
                  $9::text[], $10::boolean[])
        AS p (reminder_id, cid, workspace_id, expires_at, channel, recipient, failure, late, user_id, in_doubt)
      ON CONFLICT (reminder_id, channel, recipient) DO NOTHING`;
    const of = <T>(pick: (delivery: NewDelivery) => T) => deliveries.map(pick);
    const parameters = [
      of(({ reminder }) => reminder.id),
      of(({ reminder }) => reminder.cid),
      of(({ reminder }) => reminder.workspaceId),
      of(({ reminder }) => reminder.expiresAt),
      of(({ channel }) => channel),
      of(({ recipient }) => recipient),
      of(({ failure }) => failure ?? null),
      of(({ reminder }) => reminder.late),
      of(({ userId }) => userId),
      // Whoever receives webhooks knows one that comes again for the same.
      of(({ reminder, channel }) => reminder.inDoubt && channel !== 'WEBHOOK'),
      MAY_HAVE_BEEN_SENT,
    ];
    await rows(tx, { sql, parameters });
  }
}

/** A reminder `r` is of the same expiry as a reminder `u`, and of a longer lead time. */
const LESS_URGENT = `r.cid = u.cid AND r.expiry = u.expiry AND ${leadDaysOf('r')} > ${leadDaysOf('u')}`;

/**
 * The settings of its workspace have changed, and it is not planned anew yet: it may be due no more. A value and no EXISTS, which
 * would become a join: what is due is to be found by its index alone.
 */
const OUTDATED = `
  coalesce((SELECT r.cid > s.replan_after FROM scheduler.notification_settings s WHERE s.workspace_id = r.workspace_id), false)`;
