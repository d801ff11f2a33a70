import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { ChannelName } from '../channels/index.js';
import type { Envelope } from './claimed-message.js';
import { inParts, PART } from './parts.js';

/** How many recipients are tried before giving way to the processes that hold them, and how many of them in one workspace. */
const CANDIDATES = { all: 16, each: 8 } as const;

/** Among so many deliveries of a workspace, those due the longest, recipients are looked for: however long its backlog is. */
const LOOKED_AT = 1_000;

/** One recipient on one channel, within one workspace. */
export interface Destination {
  readonly workspaceId: string;
  readonly channel: ChannelName;
  readonly recipient: string;
}

interface TakeOver {
  /** Messages under way here: they are not lost. */
  readonly inHand: readonly string[];
  readonly leaseSeconds: number;
  /** For how long the lease has to be over. */
  readonly idleSeconds?: number;
}

/** A message that is to be opened. */
export interface Opening {
  readonly id: string;
  readonly leaseSeconds: number;
  /** How many deliveries it holds at most; all there are unless given. */
  readonly perMessage?: number | undefined;
}

interface Search {
  /** The workspace that was served last: those after it come first. */
  readonly after: string;
  /** Whoever was written to so short a time ago waits. */
  readonly gapMs: number;
  /** Destinations that are in other hands. */
  readonly except: readonly Destination[];
}

/** Claiming: `scheduler.deliveries` become `scheduler.messages`. */
@Injectable()
export class ClaimsRepository {
  /** Takes over a message whose lease has ended, under a higher fence; none of those in hand. */
  async takeOver(
    tx: Transaction,
    channel: ChannelName,
    { inHand, leaseSeconds, idleSeconds = 0 }: TakeOver,
  ): Promise<Envelope | undefined> {
    const sql = `
      UPDATE scheduler.messages m SET fence = fence + 1, lease_until = clock_timestamp() + make_interval(secs => $2)
      WHERE id = (
        SELECT id FROM scheduler.messages WHERE channel = $1 AND state = 'SENDING'
          AND lease_until <= clock_timestamp() - make_interval(secs => $4) AND id <> ALL ($3) AND recipient <> ALL (ARRAY(${RESTING}))
        ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING ${ENVELOPE}`;
    return (await rows<Envelope>(tx, { sql, parameters: [channel, leaseSeconds, inHand, idleSeconds] }))[0];
  }

  /**
   * Recipients with something due, workspace by workspace in the order of their ids: what one is owed, however much it is, does not
   * keep another waiting. In each those who have waited the longest, but for those that were written to a moment ago. A workspace of
   * which more falls due at this moment is left out: that is to be claimed together.
   */
  candidates(tx: Transaction, channel: ChannelName, { after, gapMs, except }: Search): Promise<Destination[]> {
    // The statement's own time, unlike the clock's, is one an index can be searched by. No ORDER BY: workspaces come in the order in
    // which they are found, and no more of them are looked for than it takes.
    const sql = `
      WITH RECURSIVE waiting AS (
        SELECT ${NEXT_WAITING('$2::text')} AS workspace_id
        UNION ALL
        SELECT ${NEXT_WAITING('waiting.workspace_id')} FROM waiting WHERE waiting.workspace_id IS NOT NULL
      )
      SELECT waiting.workspace_id AS "workspaceId", $1::text AS channel, found.recipient
      FROM waiting CROSS JOIN LATERAL (
        SELECT d.recipient, min(d.next_at) AS since
        FROM (SELECT recipient, next_at FROM scheduler.deliveries
              WHERE channel = $1 AND state = 'PENDING' AND workspace_id = waiting.workspace_id AND next_at <= statement_timestamp()
                AND recipient NOT IN (
                  SELECT m.recipient FROM scheduler.messages m
                  WHERE m.channel = $1 AND m.claimed_at > statement_timestamp() - make_interval(secs => $3::float / 1000))
                AND recipient <> ALL (ARRAY(${RESTING}))
                AND (workspace_id, recipient) NOT IN (SELECT * FROM unnest($4::text[], $5::text[]))
              ORDER BY next_at LIMIT ${String(LOOKED_AT)}) d
        GROUP BY d.recipient ORDER BY since LIMIT ${String(CANDIDATES.each)}) found
      WHERE NOT coalesce((SELECT f.until > statement_timestamp() FROM scheduler.falling_due f
                          WHERE f.workspace_id = waiting.workspace_id), false)
      LIMIT ${String(CANDIDATES.all)}`;
    const held = [except.map(({ workspaceId }) => workspaceId), except.map(({ recipient }) => recipient)];
    return rows(tx, { sql, parameters: [channel, after, gapMs, ...held] });
  }

  /** Takes a recipient's turn until the transaction ends; false if another process has it. */
  async takeTurn(tx: Transaction, { workspaceId, channel, recipient }: Destination): Promise<boolean> {
    const sql = `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 7)) AS mine`;
    const parameters = [[channel, workspaceId, recipient].join(' ')];
    return (await rows<{ mine: boolean }>(tx, { sql, parameters }))[0]?.mine ?? false;
  }

  /** Opens a message and puts everything into it that waits for the recipient, or as much as it may hold; false if nothing does. */
  async open(
    tx: Transaction,
    { workspaceId, channel, recipient }: Destination,
    { id, leaseSeconds, perMessage }: Opening,
  ): Promise<boolean> {
    const sql = `
      INSERT INTO scheduler.messages AS m (id, workspace_id, channel, recipient, state, lease_until)
      SELECT $4, $1, $2, $3, 'SENDING', clock_timestamp() + make_interval(secs => $5)
      WHERE EXISTS (SELECT FROM scheduler.deliveries d WHERE ${WAITING} AND d.next_at <= clock_timestamp())
      RETURNING id`;
    const opened = await rows(tx, { sql, parameters: [workspaceId, channel, recipient, id, leaseSeconds] });
    if (opened.length === 0) return false;
    const place = [workspaceId, channel, recipient, id];
    if (perMessage === undefined) await inParts(() => this.fill(tx, place));
    else await this.fillWithFew(tx, place, perMessage);
    return true;
  }

  /** The envelope of a message that was opened, its lease as long as if it had been opened now: filling it may have taken long. */
  async seal(tx: Transaction, messageId: string, leaseSeconds: number): Promise<Envelope> {
    const sql = `
      UPDATE scheduler.messages m SET lease_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1 RETURNING ${ENVELOPE}`;
    const [envelope] = await rows<Envelope>(tx, { sql, parameters: [messageId, leaseSeconds] });
    if (!envelope) throw new Error('A message that was opened is gone');
    return envelope;
  }

  /** Unmakes a message that nothing is left in. */
  async discard(tx: Transaction, messageId: string): Promise<void> {
    await rows(tx, { sql: 'DELETE FROM scheduler.messages WHERE id = $1', parameters: [messageId] });
  }

  /** Milliseconds until something on a channel may be claimed; `undefined` if nothing waits. */
  async nextInMs(tx: Transaction, channel: ChannelName): Promise<number | undefined> {
    const sql = `
      SELECT (extract(epoch FROM least(
        (SELECT min(next_at) FROM scheduler.deliveries
         WHERE channel = $1 AND state = 'PENDING' AND recipient <> ALL (ARRAY(${RESTING}))),
        (SELECT min(lease_until) FROM scheduler.messages
         WHERE channel = $1 AND state = 'SENDING' AND recipient <> ALL (ARRAY(${RESTING}))),
        (SELECT min(free_at) FROM scheduler.turns WHERE channel = $1 AND free_at > statement_timestamp())
      ) - clock_timestamp()) * 1000)::float AS ms`;
    return (await rows<{ ms: number | null }>(tx, { sql, parameters: [channel] }))[0]?.ms ?? undefined;
  }

  /** Puts the next part of what waits for a recipient into a message. Answers how many were looked at. */
  private async fill(tx: Transaction, parameters: readonly string[]): Promise<number> {
    // What is due and has not been tried yet comes along even if it was to wait a little: that makes a digest of a backlog.
    // The conditions stand on the row itself, too: whoever cancels it at this moment is waited for, and only what is said of
    // the row itself is then asked again.
    const sql = `
      WITH waiting AS MATERIALIZED (
        SELECT d.id FROM scheduler.deliveries d JOIN scheduler.reminders r ON r.id = d.reminder_id
        WHERE ${WAITING} AND (d.next_at <= clock_timestamp() OR (d.attempts = 0 AND r.due_at <= clock_timestamp())) LIMIT ${String(PART)}
      ), filled AS (
        UPDATE scheduler.deliveries d SET state = 'SENDING', message_id = $4
        WHERE d.id = ANY (ARRAY(SELECT id FROM waiting)) AND ${WAITING} AND (d.next_at <= clock_timestamp() OR d.attempts = 0)
      )
      SELECT count(*)::int AS count FROM waiting`;
    return (await rows<{ count: number }>(tx, { sql, parameters }))[0]?.count ?? 0;
  }

  /** Puts so many of what is due for a recipient into a message: those that were tried least, so that none is in the way of others. */
  private async fillWithFew(tx: Transaction, parameters: readonly string[], most: number): Promise<void> {
    const sql = `
      UPDATE scheduler.deliveries d SET state = 'SENDING', message_id = $4
      WHERE d.id = ANY (ARRAY(
        SELECT d.id FROM scheduler.deliveries d WHERE ${WAITING} AND d.next_at <= clock_timestamp()
        ORDER BY d.attempts, d.next_at LIMIT $5)) AND ${WAITING}`;
    await rows(tx, { sql, parameters: [...parameters, most] });
  }
}

/** The recipients on the channel `$1` whose turn is taken, or who have a pause. */
const RESTING = `SELECT recipient FROM scheduler.turns WHERE channel = $1 AND free_at > statement_timestamp()`;

const ENVELOPE = `
  m.id, m.channel, m.recipient, m.fence, m.claimed_at AS "claimedAt", m.body_begun_at IS NOT NULL AS "bodyBegun", m.resent,
  extract(epoch FROM clock_timestamp() - m.claimed_at)::float AS "ageSeconds", clock_timestamp() AS now`;

/** The next workspace in order that something waits in: from one to the next by index, whatever lies between them. */
const NEXT_WAITING = (after: string) => `
  (SELECT n.workspace_id FROM scheduler.deliveries n WHERE n.channel = $1 AND n.state = 'PENDING' AND n.workspace_id > ${after}
   ORDER BY n.workspace_id LIMIT 1)`;

const WAITING = `d.workspace_id = $1 AND d.channel = $2 AND d.recipient = $3 AND d.state = 'PENDING'`;
