import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { DeliveryState } from './domain/status.js';
import type { LedgerRow } from './log-entry.js';

/** Which rows of the ledger are wanted. `null`: whatever they are in this respect. */
export interface LedgerFilter {
  readonly workspaceId: string;
  readonly states: readonly DeliveryState[] | null;
  readonly channels: readonly string[] | null;
  /** Addresses in small letters. */
  readonly emails: readonly string[] | null;
  readonly slackChannels: readonly string[] | null;
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
    const sql = `SELECT count(*)::int AS total FROM (${MATCHING}) log`;
    return (await rows<{ total: number }>(tx, { sql, parameters: parametersOf(filter) }))[0]?.total ?? 0;
  }

  /** A page of them by the time they were made. */
  page(tx: Transaction, filter: LedgerFilter, { order, limit, offset }: LedgerPage): Promise<LedgerRow[]> {
    const byTime = `created_at ${order}, id ${order}, is_delivery ${order}`;
    // The index says which rows the page has; only those are then read whole.
    const sql = `
      WITH page AS MATERIALIZED (SELECT * FROM (${MATCHING}) log ORDER BY ${byTime} LIMIT $8 OFFSET $9),
      shown AS (
        SELECT p.created_at, p.id, p.is_delivery, ${DELIVERY}
        FROM page p JOIN scheduler.deliveries d ON d.id = p.id WHERE p.is_delivery
        UNION ALL
        SELECT p.created_at, p.id, p.is_delivery, ${UNDELIVERABLE}
        FROM page p JOIN scheduler.reminders r ON r.id = p.id WHERE NOT p.is_delivery
      )
      SELECT shown AS id, "runId", medium, "recipientType", recipient, state, reason, carried, created_at AS "createdAt",
             finished_at AS "finishedAt"
      FROM shown ORDER BY ${byTime}`;
    return rows(tx, { sql, parameters: [...parametersOf(filter), limit, offset] });
  }
}

const MATCHING = `
  SELECT created_at, id, true AS is_delivery FROM scheduler.deliveries
  WHERE workspace_id = $1 AND ($2::text[] IS NULL OR state = ANY ($2)) AND ($3::text[] IS NULL OR channel = ANY ($3))
    AND ($4::text[] IS NULL AND $5::text[] IS NULL
         OR channel = 'EMAIL' AND recipient = ANY ($4) OR channel = 'SLACK' AND recipient = ANY ($5))
    AND ($6::timestamptz IS NULL OR created_at >= $6) AND ($7::timestamptz IS NULL OR created_at < $7)
  UNION ALL
  SELECT fired_at, id, false FROM scheduler.reminders
  WHERE workspace_id = $1 AND state = 'FAILED' AND ($2::text[] IS NULL OR 'FAILED' = ANY ($2))
    AND ($3::text[] IS NULL OR 'EMAIL' = ANY ($3)) AND $4::text[] IS NULL AND $5::text[] IS NULL
    AND ($6::timestamptz IS NULL OR fired_at >= $6) AND ($7::timestamptz IS NULL OR fired_at < $7)`;

const idOf = (prefix: string, column: string) => `'${prefix}' || lpad(to_hex(${column}), 16, '0')`;

/** What no message has carried is told apart by its reminder. */
const DELIVERY = `
  ${idOf('de', 'd.id')} AS shown, coalesce(d.message_id, ${idOf('re', 'd.reminder_id')}) AS "runId", d.channel AS medium,
  CASE WHEN d.channel = 'SLACK' THEN 'CHANNEL' WHEN d.user_id IS NULL THEN 'EMAIL' ELSE 'USER' END AS "recipientType",
  d.recipient, d.state, d.reason, d.message_id IS NOT NULL AS carried, d.finished_at`;

/** It would have been an email to the owner. */
const UNDELIVERABLE = `
  ${idOf('re', 'r.id')}, ${idOf('re', 'r.id')}, 'EMAIL', 'USER', NULL, r.state, r.reason, false, r.fired_at`;

function parametersOf({ workspaceId, states, channels, emails, slackChannels, from, until }: LedgerFilter): unknown[] {
  return [workspaceId, states, channels, emails, slackChannels, from, until];
}
