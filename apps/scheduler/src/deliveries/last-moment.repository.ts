import { Inject, Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { BodyAnswer } from '../delivery-core/index.js';
import { NOTIFICATION_SETTINGS, type NotificationSettings } from '../settings/index.js';
import type { ClaimedMessage } from './claimed-message.js';
import { standing } from './standing.js';

/** The last moment at which a message can be stopped. */
@Injectable()
export class LastMomentRepository {
  constructor(@Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings) {}

  /**
   * Notes that the body of a message begins to go out, and extends the lease to cover it: if the fence holds, and if everything in
   * it is still owed, has expired only where it says so, and is named as it is now. Else nothing is written.
   */
  async bodyBegins(tx: Transaction, { id, fence, now, subjects }: ClaimedMessage, leaseSeconds: number): Promise<BodyAnswer> {
    const told = [subjects.map(({ credential }) => credential.cid), subjects.map(({ eventId }) => eventId)];
    const parameters = [id, fence, leaseSeconds, this.settings.emails, now, ...told];
    const [answer] = await rows<{ begun: boolean; outdated: boolean }>(tx, { sql: BEGIN, parameters });
    if (answer?.begun) return 'mayBegin';
    return answer?.outdated ? 'changed' : 'takenOver';
  }
}

const NO_LONGER_SO = `
  EXISTS (
    SELECT FROM scheduler.deliveries d
    JOIN scheduler.reminders r ON r.id = d.reminder_id
    JOIN scheduler.credentials c ON c.cid = d.cid
    WHERE d.message_id = m.id AND d.state = 'SENDING'
      AND (${standing('$4')} <> 'OWED' OR (r.expires_at > $5 AND r.expires_at <= clock_timestamp())))
  OR EXISTS (
    SELECT FROM unnest($6::text[], $7::text[]) AS told (cid, event_id) JOIN scheduler.credentials c ON c.cid = told.cid
    WHERE c.event_id <> told.event_id)`;

const BEGIN = `
  WITH message AS MATERIALIZED (
    SELECT m.id, ${NO_LONGER_SO} AS outdated FROM scheduler.messages m WHERE m.id = $1 AND m.fence = $2 AND m.state = 'SENDING'
  ), begun AS (
    UPDATE scheduler.messages m SET body_begun_at = coalesce(m.body_begun_at, clock_timestamp()),
      lease_until = clock_timestamp() + make_interval(secs => $3)
    FROM message WHERE NOT message.outdated AND m.id = message.id AND m.fence = $2 AND m.state = 'SENDING' RETURNING m.id
  )
  SELECT EXISTS (SELECT FROM begun) AS begun, EXISTS (SELECT FROM message WHERE outdated) AS outdated`;
