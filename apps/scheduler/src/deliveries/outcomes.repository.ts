import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { ReleaseCause } from '../delivery-core/index.js';

/** For how long after the expiry its "has expired" notice is still tried. */
const GIVE_UP_AFTER_EXPIRY = `interval '1 day'`;

/** The right to write the outcome of a message: its id, and the fence under which it was claimed. */
export interface Fenced {
  readonly id: string;
  readonly fence: number;
}

interface Ending {
  readonly state: 'DELIVERED' | 'FAILED' | 'UNCONFIRMED';
  readonly reason: string | null;
  readonly providerRef: string | null;
}

interface Drop {
  readonly deliveryIds: readonly string[];
  readonly state: 'FAILED' | 'UNCONFIRMED';
  readonly reason: string;
}

interface Release {
  readonly reason: string;
  readonly seconds: number;
  readonly cause: ReleaseCause;
}

/** Outcomes of messages. Each method answers whether the fence still held; if not, nothing was written. */
@Injectable()
export class OutcomesRepository {
  /** Notes that the body of a message begins to go out, and extends the lease to cover it. */
  async bodyBegins(tx: Transaction, { id, fence }: Fenced, leaseSeconds: number): Promise<boolean> {
    const set =
      'body_begun_at = coalesce(body_begun_at, clock_timestamp()), lease_until = clock_timestamp() + make_interval(secs => $3)';
    return this.change(tx, { set, parameters: [id, fence, leaseSeconds] });
  }

  /** Notes that a message is about to go out a second time under the same id. */
  resending(tx: Transaction, { id, fence }: Fenced, leaseSeconds: number): Promise<boolean> {
    const set = 'resent = true, lease_until = clock_timestamp() + make_interval(secs => $3)';
    return this.change(tx, { set, parameters: [id, fence, leaseSeconds] });
  }

  /** Keeps a message claimed for so many seconds more, until somebody looks for it: at most one sending of it is in doubt. */
  keep(tx: Transaction, { id, fence }: Fenced, { reason, seconds }: Pick<Release, 'reason' | 'seconds'>): Promise<boolean> {
    const set = 'reason = $4, resent = false, lease_until = clock_timestamp() + make_interval(secs => $3)';
    return this.change(tx, { set, parameters: [id, fence, seconds, reason] });
  }

  /** Ends some deliveries of a message, which goes on without them. */
  async drop(tx: Transaction, { id, fence }: Fenced, { deliveryIds, state, reason }: Drop): Promise<boolean> {
    const held = await this.change(tx, { set: 'reason = $3', parameters: [id, fence, reason] });
    if (!held) return false;
    const sql = `
      UPDATE scheduler.deliveries SET state = $3, reason = $4, attempts = attempts + 1, finished_at = clock_timestamp()
      WHERE message_id = $1 AND state = 'SENDING' AND id = ANY ($2::bigint[])`;
    await rows(tx, { sql, parameters: [id, deliveryIds, state, reason] });
    return true;
  }

  /** Ends a message and its deliveries. */
  async end(tx: Transaction, { id, fence }: Fenced, { state, reason, providerRef }: Ending): Promise<boolean> {
    const set = 'state = $3, reason = $4, provider_ref = $5, finished_at = clock_timestamp()';
    const held = await this.change(tx, { set, parameters: [id, fence, state, reason, providerRef] });
    if (!held) return false;
    const sql = `
      UPDATE scheduler.deliveries SET state = $2, reason = $3, attempts = attempts + 1, finished_at = clock_timestamp()
      WHERE message_id = $1 AND state = 'SENDING'`;
    await rows(tx, { sql, parameters: [id, state, reason] });
    return true;
  }

  /**
   * Lets the deliveries of a message wait for another try, never past the expiry: there the try becomes the "has expired"
   * notice. What has been expired for a day is given up.
   */
  async release(tx: Transaction, { id, fence }: Fenced, { reason, seconds, cause }: Release): Promise<boolean> {
    const set = `state = 'RELEASED', reason = $3, finished_at = clock_timestamp()`;
    const held = await this.change(tx, { set, parameters: [id, fence, reason] });
    if (!held) return false;
    const sql = `
      UPDATE scheduler.deliveries d SET attempts = d.attempts + $4::int, reason = $2,
        state = CASE WHEN tooLate THEN 'EXPIRED' ELSE 'PENDING' END,
        finished_at = CASE WHEN tooLate THEN now END,
        next_at = CASE WHEN d.expires_at > now THEN least(later, d.expires_at) ELSE later END
      FROM (SELECT id, clock_timestamp() AS now, clock_timestamp() + make_interval(secs => $3) AS later,
                   expires_at + ${GIVE_UP_AFTER_EXPIRY} < clock_timestamp() AS tooLate
            FROM scheduler.deliveries WHERE message_id = $1 AND state = 'SENDING') t
      WHERE d.id = t.id`;
    await rows(tx, { sql, parameters: [id, reason, seconds, cause === 'failed' ? 1 : 0] });
    return true;
  }

  /** Ends what still waits a day after the expiry: nobody has tried it, for its channel is not configured any more. */
  async expire(tx: Transaction): Promise<void> {
    const sql = `
      UPDATE scheduler.deliveries SET state = 'EXPIRED', finished_at = clock_timestamp(),
        reason = coalesce(reason, 'nothing could send it until a day after the expiry')
      WHERE state = 'PENDING' AND expires_at + ${GIVE_UP_AFTER_EXPIRY} < statement_timestamp()
        AND next_at + ${GIVE_UP_AFTER_EXPIRY} < statement_timestamp()`;
    await rows(tx, { sql });
  }

  private async change(
    tx: Transaction,
    { set, parameters }: { readonly set: string; readonly parameters: readonly unknown[] },
  ): Promise<boolean> {
    const sql = `UPDATE scheduler.messages SET ${set} WHERE id = $1 AND fence = $2 AND state = 'SENDING' RETURNING id`;
    return (await rows(tx, { sql, parameters })).length === 1;
  }
}
