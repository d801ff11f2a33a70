import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { ChannelName } from '../channels/index.js';
import type { ClaimedMessage, ClaimedSubject } from './claimed-message.js';

/** How many recipients are tried before giving way to the processes that hold them. */
const CANDIDATES = 16;

/** Among so many deliveries, those due the longest, recipients are looked for: enough, and no more however long a backlog is. */
const LOOKED_AT = 1_000;

/** One recipient on one channel, within one workspace. */
export interface Destination {
  readonly workspaceId: string;
  readonly channel: ChannelName;
  readonly recipient: string;
}

type Envelope = Omit<ClaimedMessage, 'subjects'>;

/** Claiming: `scheduler.deliveries` become `scheduler.messages`. */
@Injectable()
export class ClaimsRepository {
  /** Whether reminders are falling due right now; what falls due together is to be claimed together. */
  async fallingDue(tx: Transaction): Promise<boolean> {
    const sql = `SELECT pg_try_advisory_xact_lock_shared(hashtext('curfew.due')) AS free`;
    return !(await rows<{ free: boolean }>(tx, { sql }))[0]?.free;
  }

  /** Takes over a message whose lease has ended, under a higher fence; none of those in hand. */
  async takeOver(
    tx: Transaction,
    channel: ChannelName,
    { inHand, leaseSeconds }: { readonly inHand: readonly string[]; readonly leaseSeconds: number },
  ): Promise<Envelope | undefined> {
    const sql = `
      UPDATE scheduler.messages m SET fence = fence + 1, lease_until = clock_timestamp() + make_interval(secs => $2)
      WHERE id = (
        SELECT id FROM scheduler.messages WHERE channel = $1 AND state = 'SENDING' AND lease_until <= clock_timestamp()
          AND id <> ALL ($3)
        ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING ${ENVELOPE}`;
    return (await rows<Envelope>(tx, { sql, parameters: [channel, leaseSeconds, inHand] }))[0];
  }

  /** Recipients with something due, the longest waiting first, but for those that were written to a moment ago. */
  candidates(tx: Transaction, channel: ChannelName, gapMs: number): Promise<Destination[]> {
    // The statement's own time, unlike the clock's, is one an index can be searched by.
    const sql = `
      SELECT d.workspace_id AS "workspaceId", d.channel, d.recipient
      FROM (SELECT workspace_id, channel, recipient, next_at FROM scheduler.deliveries
            WHERE channel = $1 AND state = 'PENDING' AND next_at <= statement_timestamp()
              AND recipient NOT IN (
                SELECT m.recipient FROM scheduler.messages m
                WHERE m.channel = $1 AND m.claimed_at > statement_timestamp() - make_interval(secs => $2::float / 1000))
            ORDER BY next_at LIMIT ${String(LOOKED_AT)}) d
      GROUP BY d.workspace_id, d.channel, d.recipient ORDER BY min(d.next_at) LIMIT ${String(CANDIDATES)}`;
    return rows(tx, { sql, parameters: [channel, gapMs] });
  }

  /** Takes a recipient's turn until the transaction ends; false if another process has it. */
  async takeTurn(tx: Transaction, { workspaceId, channel, recipient }: Destination): Promise<boolean> {
    const sql = `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 7)) AS mine`;
    const parameters = [[channel, workspaceId, recipient].join(' ')];
    return (await rows<{ mine: boolean }>(tx, { sql, parameters }))[0]?.mine ?? false;
  }

  /** Opens a message and puts everything into it that waits for the recipient; `undefined` if nothing does. */
  async open(
    tx: Transaction,
    destination: Destination,
    { id, leaseSeconds }: { readonly id: string; readonly leaseSeconds: number },
  ): Promise<Envelope | undefined> {
    const { workspaceId, channel, recipient } = destination;
    const insert = `
      INSERT INTO scheduler.messages AS m (id, workspace_id, channel, recipient, state, lease_until)
      SELECT $4, $1, $2, $3, 'SENDING', clock_timestamp() + make_interval(secs => $5)
      WHERE EXISTS (SELECT FROM scheduler.deliveries d WHERE ${WAITING} AND d.next_at <= clock_timestamp())
      RETURNING ${ENVELOPE}`;
    const [envelope] = await rows<Envelope>(tx, {
      sql: insert,
      parameters: [workspaceId, channel, recipient, id, leaseSeconds],
    });
    if (!envelope) return undefined;
    // What has not been tried yet comes along even if it was to wait a little: that is what makes a digest of a backlog.
    // The conditions stand on the row itself: whoever cancels it at this moment is waited for, and only what is said of the
    // row itself is then asked again.
    const fill = `
      UPDATE scheduler.deliveries d SET state = 'SENDING', message_id = $4
      WHERE ${WAITING} AND (d.next_at <= clock_timestamp() OR d.attempts = 0)`;
    await rows(tx, { sql: fill, parameters: [workspaceId, channel, recipient, id] });
    return envelope;
  }

  /**
   * What a message is about, and whether that is still owed, as credentials and users are at this one moment. An address that
   * the workspace or the credential names itself is owed it whoever leaves. `usual`: whom workspaces name that have set nothing.
   */
  subjects(tx: Transaction, messageId: string, usual: readonly string[]): Promise<ClaimedSubject[]> {
    const sql = `
      SELECT d.id AS "deliveryId", d.attempts, c.snapshot AS credential, c.event_id AS "eventId", c.request_id AS "requestId",
             r.expires_at <= clock_timestamp() AS expired,
             CASE WHEN r.expiry IS DISTINCT FROM c.expiry THEN 'CANCELLED' WHEN ${OVERTAKEN} THEN 'SUPERSEDED'
                  WHEN ${LEFT} AND NOT ${NAMED} THEN 'LEFT' ELSE 'OWED' END AS standing,
             extract(epoch FROM clock_timestamp() - r.due_at)::float AS "latenessSeconds"
      FROM scheduler.deliveries d
      JOIN scheduler.reminders r ON r.id = d.reminder_id
      JOIN scheduler.credentials c ON c.cid = d.cid
      WHERE d.message_id = $1 AND d.state = 'SENDING' ORDER BY r.expires_at, d.id`;
    return rows(tx, { sql, parameters: [messageId, usual.map((address) => address.toLowerCase())] });
  }

  /**
   * Has the active admins told of the same in the place of a user who has left; whoever is told of it anyway is not told twice.
   * Answers whether there is any admin.
   */
  async tellAdmins(tx: Transaction, left: readonly ClaimedSubject[]): Promise<boolean> {
    const sql = `
      WITH instead AS MATERIALIZED (
        SELECT d.reminder_id, d.cid, d.workspace_id, d.expires_at, d.channel, lower(a.email), a.id, 'PENDING'
        FROM scheduler.deliveries d JOIN scheduler.users a ON a.workspace_id = d.workspace_id AND a.is_admin AND a.status = 'ACTIVE'
        WHERE d.id = ANY ($1::bigint[])
      ), told AS (
        INSERT INTO scheduler.deliveries (reminder_id, cid, workspace_id, expires_at, channel, recipient, user_id, state)
        SELECT * FROM instead ON CONFLICT (reminder_id, channel, recipient) DO NOTHING
      )
      SELECT EXISTS (SELECT FROM instead) AS anybody`;
    const [answer] = await rows<{ anybody: boolean }>(tx, { sql, parameters: [left.map(({ deliveryId }) => deliveryId)] });
    return answer?.anybody ?? false;
  }

  /** Takes deliveries out of the message they have just been put into, and ends them: they are owed no longer. */
  async withdraw(tx: Transaction, subjects: readonly ClaimedSubject[]): Promise<void> {
    const sql = `
      UPDATE scheduler.deliveries d SET state = p.state, reason = p.reason, message_id = NULL, finished_at = clock_timestamp()
      FROM unnest($1::bigint[], $2::text[], $3::text[]) AS p (id, state, reason) WHERE d.id = p.id`;
    const ended = subjects.flatMap(({ deliveryId, standing }) => (standing === 'OWED' ? [] : [{ deliveryId, standing }]));
    const endings = ended.map(({ standing }) => WITHDRAWN[standing]);
    const ids = ended.map(({ deliveryId }) => deliveryId);
    await rows(tx, { sql, parameters: [ids, endings.map(({ state }) => state), endings.map(({ reason }) => reason)] });
  }

  /** Unmakes a message that nothing is left in. */
  async discard(tx: Transaction, messageId: string): Promise<void> {
    await rows(tx, { sql: 'DELETE FROM scheduler.messages WHERE id = $1', parameters: [messageId] });
  }

  /** Milliseconds until something on a channel may be claimed; `undefined` if nothing waits. */
  async nextInMs(tx: Transaction, channel: ChannelName): Promise<number | undefined> {
    const sql = `
      SELECT (extract(epoch FROM least(
        (SELECT min(next_at) FROM scheduler.deliveries WHERE channel = $1 AND state = 'PENDING'),
        (SELECT min(lease_until) FROM scheduler.messages WHERE channel = $1 AND state = 'SENDING')
      ) - clock_timestamp()) * 1000)::float AS ms`;
    return (await rows<{ ms: number | null }>(tx, { sql, parameters: [channel] }))[0]?.ms ?? undefined;
  }
}

const ENVELOPE = `
  m.id, m.channel, m.recipient, m.fence, m.claimed_at AS "claimedAt", m.body_begun_at IS NOT NULL AS "bodyBegun", m.resent,
  extract(epoch FROM clock_timestamp() - m.claimed_at)::float AS "ageSeconds", clock_timestamp() AS now`;

const WAITING = `d.workspace_id = $1 AND d.channel = $2 AND d.recipient = $3 AND d.state = 'PENDING'`;

/** A more urgent reminder has fallen due while this one was under way, and was put back to wait after that. */
const OVERTAKEN = `
  EXISTS (SELECT FROM scheduler.reminders u
          WHERE u.cid = r.cid AND u.expiry = r.expiry AND u.lead_days < r.lead_days AND u.state = 'FIRED')`;

/** The user it is for is not active any more: told of credentials, they would hear what is none of their business. */
const LEFT = `EXISTS (SELECT FROM scheduler.users u WHERE u.id = d.user_id AND u.status <> 'ACTIVE')`;

/** Its address is one that the workspace names, or the credential. */
const NAMED = `(
  d.recipient = ANY (coalesce((SELECT s.emails FROM scheduler.notification_settings s WHERE s.workspace_id = d.workspace_id), $2))
  OR EXISTS (SELECT FROM jsonb_array_elements_text(c.snapshot #> '{notifications,emails}') e WHERE lower(e) = d.recipient))`;

const WITHDRAWN = {
  CANCELLED: { state: 'CANCELLED', reason: 'the credential was revoked or rotated, or its expiry has changed' },
  SUPERSEDED: { state: 'SUPERSEDED', reason: 'a more urgent reminder is due as well' },
  LEFT: { state: 'CANCELLED', reason: 'the user it was for has left; the active admins are told instead' },
  FORSAKEN: { state: 'FAILED', reason: 'the user it was for has left, and no admin is active to be told instead' },
} as const;
