import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { DeliveryState } from './domain/status.js';
import type { LedgerRow } from './log-entry.js';

/** Which rows of the ledger are wanted. `null`: whatever they are in this respect. */
export interface LedgerFilter {
  readonly workspaceId: string;
  readonly states: readonly DeliveryState[] | null;
  readonly channels: readonly string[] | null;
  /** Addresses in small letters, and channels. An address has an @, and a channel none. */
  readonly recipients: readonly string[] | null;
  /** The first instant that counts. */
  readonly from: Date | null;
  /** The first instant that counts no longer. */
  readonly until: Date | null;
}

/** Which part of them is wanted, and from which end. */
export interface LedgerPage {
  readonly order: 'ASC' | 'DESC';
  readonly limit: number;
  readonly offset: number;
}

/**
 * The ledger as people ask about it: `scheduler.deliveries`, and those of `scheduler.reminders` that failed because there was
 * nobody to deliver them to.
 */
@Injectable()
export class NotificationLogsRepository {
  /** How many rows there are. */
  async count(tx: Transaction, filter: LedgerFilter): Promise<number> {
    const sql = `
      SELECT (SELECT count(*) FROM scheduler.deliveries WHERE ${DELIVERIES})::int
           + (SELECT count(*) FROM scheduler.reminders WHERE ${UNDELIVERABLE})::int AS total`;
    return (await rows<{ total: number }>(tx, { sql, parameters: parametersOf(filter) }))[0]?.total ?? 0;
  }

  /** A page of them by the time they were made. */
  page(tx: Transaction, filter: LedgerFilter, { order, limit, offset }: LedgerPage): Promise<LedgerRow[]> {
    const byTime = `created_at ${order}, id ${order}`;
    // Each table is read in the order of its index, and no further than the page; only the rows of the page are read whole.
    const sql = `
      WITH page AS MATERIALIZED (
        SELECT * FROM (
          (SELECT created_at, id, true AS is_delivery FROM scheduler.deliveries WHERE ${DELIVERIES}
           ORDER BY created_at ${order}, id ${order} LIMIT $7::bigint + $8::bigint)
          UNION ALL
          (SELECT fired_at, id, false FROM scheduler.reminders WHERE ${UNDELIVERABLE}
           ORDER BY fired_at ${order}, id ${order} LIMIT $7::bigint + $8::bigint)
        ) log ORDER BY ${byTime} LIMIT $7 OFFSET $8
      ),
      shown AS (
        SELECT p.created_at, p.id, ${OF_DELIVERY}
        FROM page p JOIN scheduler.deliveries d ON d.id = p.id WHERE p.is_delivery
        UNION ALL
        SELECT p.created_at, p.id, ${OF_REMINDER}
        FROM page p JOIN scheduler.reminders r ON r.id = p.id WHERE NOT p.is_delivery
      )
      SELECT shown AS id, "runId", medium, "recipientType", recipient, state, reason, carried, created_at AS "createdAt",
             finished_at AS "finishedAt"
      FROM shown ORDER BY ${byTime}`;
    return rows(tx, { sql, parameters: [...parametersOf(filter), limit, offset] });
  }
}

const DELIVERIES = `
  workspace_id = $1 AND ($2::text[] IS NULL OR state = ANY ($2)) AND ($3::text[] IS NULL OR channel = ANY ($3))
  AND ($4::text[] IS NULL OR recipient = ANY ($4))
  AND ($5::timestamptz IS NULL OR created_at >= $5) AND ($6::timestamptz IS NULL OR created_at < $6)`;

/** Each would have been an email to the owner, at no address. */
const UNDELIVERABLE = `
  workspace_id = $1 AND state = 'FAILED' AND ($2::text[] IS NULL OR 'FAILED' = ANY ($2))
  AND ($3::text[] IS NULL OR 'EMAIL' = ANY ($3)) AND $4::text[] IS NULL
  AND ($5::timestamptz IS NULL OR fired_at >= $5) AND ($6::timestamptz IS NULL OR fired_at < $6)`;

const idOf = (prefix: string, column: string) => `'${prefix}' || lpad(to_hex(${column}), 16, '0')`;

/** What no message has carried is told apart by its reminder. */
const OF_DELIVERY = `
  ${idOf('de', 'd.id')} AS shown, coalesce(d.message_id, ${idOf('re', 'd.reminder_id')}) AS "runId", d.channel AS medium,
  CASE WHEN d.user_id IS NOT NULL THEN 'USER' WHEN d.channel = 'SLACK' THEN 'CHANNEL' ELSE d.channel END AS "recipientType",
  d.recipient, d.state, d.reason, d.message_id IS NOT NULL AS carried, d.finished_at`;

const OF_REMINDER = `
  ${idOf('re', 'r.id')}, ${idOf('re', 'r.id')}, 'EMAIL', 'USER', NULL, r.state, r.reason, false, r.fired_at`;

function parametersOf({ workspaceId, states, channels, recipients, from, until }: LedgerFilter): unknown[] {
  return [workspaceId, states, channels, recipients, from, until];
}
