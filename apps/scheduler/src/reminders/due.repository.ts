import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import { DUE_TURN } from '../due-turn.js';
import { IN_DOUBT_UNTIL, MAY_HAVE_BEEN_SENT } from '../restores/index.js';
import type { Ownership, Recipient } from './domain/recipients.js';

/** How many reminders fall due in one statement. */
const BATCH = 2_000;

/** Reminders this late are being caught up with: their messages wait for the rest, so that a backlog becomes one digest. */
const LATE_SECONDS = 5;

/** Why nobody is told: an owner who is there always would be. */
const NOBODY_TO_TELL = 'nobody to tell: the owner is gone, no admin is active, and no address or channel is set';

/** A reminder whose time has come. */
export interface DueReminder {
  readonly id: string;
  readonly cid: string;
  readonly workspaceId: string;
  readonly expiresAt: Date;
  readonly leadDays: number;
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

/** The table `scheduler.reminders`, as far as falling due goes. */
@Injectable()
export class DueRepository {
  /**
   * Takes the turn to let reminders fall due, until the transaction ends: claiming waits for it, so that what falls due
   * together is claimed together.
   */
  async takeTurn(tx: Transaction): Promise<void> {
    await rows(tx, { sql: `SELECT pg_advisory_xact_lock(${DUE_TURN})` });
  }

  /** The database's time: what decides whether a reminder is due. */
  async now(tx: Transaction): Promise<Date> {
    const [answer] = await rows<{ now: Date }>(tx, { sql: `SELECT clock_timestamp() AS now` });
    if (!answer) throw new Error('The database did not tell the time');
    return answer.now;
  }

  /** Of several reminders due for one expiry only the most urgent is kept, also if the others' messages still wait. */
  async supersede(tx: Transaction, now: Date): Promise<void> {
    const reason = 'a more urgent reminder is due as well';
    // From the few that are due to their like, by index: asked for each reminder, it would read all there ever were.
    const urgent = `
      WITH urgent AS MATERIALIZED (
        SELECT cid, expiry, min(lead_days) AS lead_days FROM scheduler.reminders r
        WHERE state = 'PLANNED' AND due_at <= $1 AND NOT ${OUTDATED} GROUP BY cid, expiry)`;
    await rows(tx, {
      sql: `${urgent}
        UPDATE scheduler.deliveries d SET state = 'SUPERSEDED', reason = $2, finished_at = clock_timestamp()
        FROM urgent u JOIN scheduler.reminders r ON r.cid = u.cid AND r.expiry = u.expiry AND r.lead_days > u.lead_days
        WHERE d.reminder_id = r.id AND d.state = 'PENDING'`,
      parameters: [now, reason],
    });
    await rows(tx, {
      sql: `${urgent}
        UPDATE scheduler.reminders r SET state = 'SUPERSEDED', reason = $2 FROM urgent u
        WHERE r.cid = u.cid AND r.expiry = u.expiry AND r.lead_days > u.lead_days AND r.state = 'PLANNED' AND r.due_at <= $1`,
      parameters: [now, reason],
    });
  }

  /** The next reminders that are due, oldest first; each is locked until the transaction ends. */
  due(tx: Transaction, now: Date): Promise<DueReminder[]> {
    const sql = `
      SELECT r.id, r.cid, r.workspace_id AS "workspaceId", r.expires_at AS "expiresAt", r.lead_days AS "leadDays",
             r.expires_at <= $1 AS "hasPassed", c.snapshot,
             CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('email', u.email, 'isActive', u.status = 'ACTIVE') END
               AS "ownerHeard",
             r.due_at < $1::timestamptz - make_interval(secs => ${String(LATE_SECONDS)}) AS late,
             r.due_at <= ${IN_DOUBT_UNTIL} AS "inDoubt"
      FROM scheduler.reminders r JOIN scheduler.credentials c ON c.cid = r.cid
      LEFT JOIN scheduler.users u ON u.id = c.snapshot->'owner'->>'id' AND u.workspace_id = r.workspace_id
      WHERE r.state = 'PLANNED' AND r.due_at <= $1 AND NOT ${OUTDATED} ORDER BY r.due_at, r.id LIMIT ${String(BATCH)} FOR UPDATE OF r`;
    return rows(tx, { sql, parameters: [now] });
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
      of(({ reminder }) => reminder.inDoubt),
      MAY_HAVE_BEEN_SENT,
    ];
    await rows(tx, { sql, parameters });
  }
}

/**
 * The settings of its workspace have changed, and it is not planned anew yet: it may be due no more. A value and no EXISTS, which
 * would become a join: what is due is to be found by its index alone.
 */
const OUTDATED = `
  coalesce((SELECT r.cid > s.replan_after FROM scheduler.notification_settings s WHERE s.workspace_id = r.workspace_id), false)`;
