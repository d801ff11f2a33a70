import { Injectable } from '@nestjs/common';
import type { UserEvent, UserSnapshot } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import type { ClaimedInvitation, Fenced } from './claimed-invitation.js';

/** The table `scheduler.invitations`: what is owed, and who sends it. */
@Injectable()
export class ClaimsRepository {
  /** Owes an email for the user's open invitation, once per invitation. */
  async owe(tx: Transaction, { id: eventId, requestid, data }: UserEvent): Promise<void> {
    if (data.invitation === null) return;
    const sql = `
      INSERT INTO scheduler.invitations (id, user_id, workspace_id, workspace_name, invited_by, expires_at, event_id, request_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`;
    const { id, invitedBy, expiresAt } = data.invitation;
    const parameters = [id, data.id, data.workspaceId, data.workspaceName, invitedBy, expiresAt, eventId, requestid ?? null];
    await rows(tx, { sql, parameters });
  }

  /** Ends what waits for a user but is open no longer. What is under way finds out when it asks for its link. */
  async cancelOthers(tx: Transaction, { id: userId, invitation }: UserSnapshot): Promise<void> {
    const sql = `
      UPDATE scheduler.invitations SET state = 'CANCELLED', reason = '${NO_LONGER_OPEN}', finished_at = clock_timestamp()
      WHERE user_id = $1 AND state = 'PENDING' AND id IS DISTINCT FROM $2`;
    await rows(tx, { sql, parameters: [userId, invitation?.id ?? null] });
  }

  /** Ends what waited in vain until the invitation had expired. */
  async expire(tx: Transaction): Promise<void> {
    const sql = `
      UPDATE scheduler.invitations SET state = 'EXPIRED', finished_at = clock_timestamp(),
        reason = coalesce(reason, 'nothing could send it until it had expired')
      WHERE state = 'PENDING' AND expires_at <= clock_timestamp()`;
    await rows(tx, { sql });
  }

  /**
   * Lets go of what was under way when this process was left without a mail server, its lease over for so many seconds: what may
   * have gone out ends unconfirmed, the rest waits again.
   */
  async letGo(tx: Transaction, idleSeconds: number): Promise<void> {
    const sql = `
      UPDATE scheduler.invitations SET fence = fence + 1,
        state = CASE WHEN body_begun_at IS NULL THEN 'PENDING' ELSE 'UNCONFIRMED' END,
        reason = CASE WHEN body_begun_at IS NULL THEN '' ELSE 'whether it arrived could not be found out: ' END
                 || 'no mail server is configured',
        finished_at = CASE WHEN body_begun_at IS NOT NULL THEN clock_timestamp() END
      WHERE state = 'SENDING' AND lease_until <= clock_timestamp() - make_interval(secs => $1)`;
    await rows(tx, { sql, parameters: [idleSeconds] });
  }

  /** Claims one that is due, or takes over one whose lease has ended, under a higher fence; none of those in hand. */
  async claim(
    tx: Transaction,
    { leaseSeconds, inHand }: { readonly leaseSeconds: number; readonly inHand: readonly string[] },
  ): Promise<ClaimedInvitation | undefined> {
    const sql = `
      WITH due AS (
        SELECT id, state = 'SENDING' AS lost FROM scheduler.invitations
        WHERE ((state = 'PENDING' AND next_at <= clock_timestamp()) OR (state = 'SENDING' AND lease_until <= clock_timestamp()))
          AND id <> ALL ($2)
        ORDER BY coalesce(lease_until, next_at) LIMIT 1 FOR UPDATE SKIP LOCKED)
      UPDATE scheduler.invitations i SET state = 'SENDING', fence = fence + 1,
        lease_until = clock_timestamp() + make_interval(secs => $1),
        claimed_at = CASE WHEN lost THEN claimed_at ELSE clock_timestamp() END,
        body_begun_at = CASE WHEN lost THEN body_begun_at END,
        resent = lost AND resent
      FROM due, scheduler.users u WHERE i.id = due.id AND u.id = i.user_id
      RETURNING i.id, i.fence, due.lost, i.body_begun_at IS NOT NULL AS "bodyBegun", i.resent, i.attempts, u.name, u.email,
        i.invited_by AS "invitedBy", i.workspace_name AS "workspaceName", i.expires_at AS "expiresAt",
        i.event_id AS "eventId", i.request_id AS "requestId",
        extract(epoch FROM clock_timestamp() - i.claimed_at)::float AS "ageSeconds"`;
    return (await rows<ClaimedInvitation>(tx, { sql, parameters: [leaseSeconds, inHand] }))[0];
  }

  /** Milliseconds until something may be claimed; `undefined` if nothing waits. */
  async nextInMs(tx: Transaction): Promise<number | undefined> {
    const sql = `
      SELECT (extract(epoch FROM least(
        (SELECT min(next_at) FROM scheduler.invitations WHERE state = 'PENDING'),
        (SELECT min(lease_until) FROM scheduler.invitations WHERE state = 'SENDING')
      ) - clock_timestamp()) * 1000)::float AS ms`;
    return (await rows<{ ms: number | null }>(tx, { sql }))[0]?.ms ?? undefined;
  }

  /** Notes that the body begins to go out, and extends the lease to cover it. Answers whether the fence still held. */
  async bodyBegins(tx: Transaction, { id, fence }: Fenced, leaseSeconds: number): Promise<boolean> {
    const sql = `
      UPDATE scheduler.invitations SET body_begun_at = coalesce(body_begun_at, clock_timestamp()),
        lease_until = clock_timestamp() + make_interval(secs => $3)
      WHERE id = $1 AND fence = $2 AND state = 'SENDING' RETURNING id`;
    return (await rows(tx, { sql, parameters: [id, fence, leaseSeconds] })).length === 1;
  }
}

/** Why what is owed no longer ends. */
export const NO_LONGER_OPEN = 'the invitation is no longer open';
