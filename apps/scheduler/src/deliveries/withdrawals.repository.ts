import { Inject, Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import { NOTIFICATION_SETTINGS, type NotificationSettings } from '../settings/index.js';
import { RESPONDENT } from '../responded.js';
import { PART } from './parts.js';
import { standing } from './standing.js';

/** What is to be withdrawn, and how. */
interface Withdrawal {
  readonly messageId: string;
  /** Absent: the deliveries end as they stand. Given: the message may have gone out, and they end UNCONFIRMED for this reason. */
  readonly inDoubt?: string;
}

/** How many deliveries were withdrawn, and how many of them failed: nobody is told in their place. */
export interface Withdrawn {
  readonly count: number;
  readonly failed: number;
}

interface PartWithdrawn extends Withdrawn {
  readonly looked: number;
  readonly last: string | null;
}

/** Takes out of messages what is owed no longer, or not to whom it was to go. */
@Injectable()
export class WithdrawalsRepository {
  constructor(@Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings) {}

  /**
   * Ends the deliveries of a message that are owed no longer. Of what was for a user who is not to be told there, whoever is to be
   * told instead will be: unless they are told of it anyway.
   */
  async withdraw(tx: Transaction, { messageId, inDoubt }: Withdrawal): Promise<Withdrawn> {
    const sql = inDoubt === undefined ? withdrawal(AS_IT_STANDS) : withdrawal(IN_DOUBT);
    let [after, count, failed] = ['0', 0, 0];
    for (;;) {
      const parameters = [messageId, this.settings.emails, after, ...(inDoubt === undefined ? [] : [inDoubt])];
      const [part] = await rows<PartWithdrawn>(tx, { sql, parameters });
      count += part?.count ?? 0;
      failed += part?.failed ?? 0;
      if (!part?.last || part.looked < PART) return { count, failed };
      after = part.last;
    }
  }
}

const AS_IT_STANDS = `state = e.state, reason = coalesce(e.reason, p.respondent), cancelled_for = e.cancelled_for, message_id = NULL`;

const IN_DOUBT = `state = 'UNCONFIRMED', reason = $4, attempts = d.attempts + 1`;

/** How a delivery ends by its standing, and by whether somebody is told instead. */
const ENDINGS = [
  `('CANCELLED', false, 'CANCELLED', 'CREDENTIAL', 'the credential was revoked or rotated, or its expiry has changed')`,
  `('SUPERSEDED', false, 'SUPERSEDED', NULL, 'a more urgent reminder is due as well')`,
  `('REMOVED', false, 'CANCELLED', 'RECIPIENT', 'the webhook was deleted')`,
  `('RESPONDED', false, 'CANCELLED', 'RESPONSE', NULL)`,
  `('LEFT', true, 'CANCELLED', 'RECIPIENT', 'the user it was for has left; the active admins are told instead')`,
  `('LEFT', false, 'FAILED', NULL, 'the user it was for has left, and no admin is active to be told instead')`,
  `('DEMOTED', true, 'CANCELLED', 'RECIPIENT', 'the user it was for is no admin any more; the active admins are told instead')`,
  `('DEMOTED', false, 'FAILED', NULL, 'the user it was for is no admin any more, and no other is active to be told instead')`,
  `('MOVED', true, 'CANCELLED', 'RECIPIENT', 'the user it was for has another address, and is told there instead')`,
  `('MOVED', false, 'FAILED', NULL, 'the user it was for has another address, which could not be reached')`,
].join();

/** Somebody who was told, or is going to be. */
const REACHED = `o.state NOT IN ('CANCELLED', 'FAILED', 'EXPIRED')`;

/** The next part of a message: `$1` its id, `$2` the addresses named, `$3` the last delivery that was looked at. */
const withdrawal = (end: string) => `
  WITH part AS MATERIALIZED (
    SELECT d.id, d.reminder_id, d.cid, d.workspace_id, d.expires_at, d.channel, d.user_id, ${standing('$2')} AS standing,
           ${RESPONDENT} AS respondent
    FROM (SELECT * FROM scheduler.deliveries WHERE message_id = $1 AND state = 'SENDING' AND id > $3::bigint
          ORDER BY id LIMIT ${String(PART)}) d
    JOIN scheduler.reminders r ON r.id = d.reminder_id
    JOIN scheduler.credentials c ON c.cid = d.cid
  ), to_tell AS (
    SELECT p.*, u.email, u.id AS whom FROM part p JOIN scheduler.users u ON u.id = p.user_id WHERE p.standing = 'MOVED'
    UNION ALL
    SELECT p.*, a.email, a.id FROM part p
    JOIN scheduler.users a ON a.workspace_id = p.workspace_id AND a.is_admin AND a.status = 'ACTIVE'
    WHERE p.standing IN ('LEFT', 'DEMOTED')
  ), instead AS MATERIALIZED (
    SELECT DISTINCT ON (reminder_id, lower(email))
           reminder_id, cid, workspace_id, expires_at, channel, lower(email) AS recipient, whom
    FROM to_tell ORDER BY reminder_id, lower(email), whom
  ), told AS (
    INSERT INTO scheduler.deliveries AS o (reminder_id, cid, workspace_id, expires_at, channel, recipient, user_id, state)
    SELECT *, 'PENDING' FROM instead
    ON CONFLICT (reminder_id, channel, recipient) DO UPDATE SET
      state = 'PENDING', reason = NULL, cancelled_for = NULL, attempts = 0, message_id = NULL, finished_at = NULL,
      next_at = clock_timestamp(), user_id = excluded.user_id
    WHERE o.state = 'CANCELLED'
    RETURNING o.reminder_id
  ), reached AS (
    SELECT reminder_id FROM told
    UNION
    SELECT o.reminder_id FROM instead i JOIN scheduler.deliveries o USING (reminder_id, channel, recipient) WHERE ${REACHED}
  ), ended AS (
    UPDATE scheduler.deliveries d SET ${end}, finished_at = clock_timestamp()
    FROM part p JOIN (VALUES ${ENDINGS}) AS e (standing, reached, state, cancelled_for, reason)
      ON e.standing = p.standing AND e.reached = (p.reminder_id IN (SELECT reminder_id FROM reached))
    WHERE d.id = p.id
    RETURNING d.state
  )
  SELECT (SELECT count(*)::int FROM part) AS looked, (SELECT max(id) FROM part) AS last,
         (SELECT count(*)::int FROM ended) AS count, (SELECT count(*)::int FROM ended WHERE state = 'FAILED') AS failed`;
