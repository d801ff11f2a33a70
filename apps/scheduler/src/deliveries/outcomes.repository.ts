import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { ReleaseCause, Settlement } from '../delivery-core/index.js';
import { inParts, PART } from './parts.js';
import { TurnsRepository, type TurnTaker } from './turns.repository.js';

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
  readonly reason: string;
  /** How long the lease is from then on. */
  readonly seconds: number;
}

interface Release {
  readonly reason: string;
  readonly seconds: number;
  readonly cause: ReleaseCause;
}

/** Outcomes of messages. Each method answers whether the fence still held; if not, nothing was written. */
@Injectable()
export class OutcomesRepository {
  constructor(private readonly turns: TurnsRepository) {}

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

  /** Notes why deliveries are taken out of a message, which goes on without them, and extends the lease to cover it. */
  reduced(tx: Transaction, { id, fence }: Fenced, { reason, seconds }: Pick<Release, 'reason' | 'seconds'>): Promise<boolean> {
    const set = 'reason = $3, lease_until = clock_timestamp() + make_interval(secs => $4)';
    return this.change(tx, { set, parameters: [id, fence, reason, seconds] });
  }

  /** Fails some deliveries of a message, which goes on without them. */
  async drop(tx: Transaction, { id, fence }: Fenced, { deliveryIds, reason, seconds }: Drop): Promise<boolean> {
    if (!(await this.reduced(tx, { id, fence }, { reason, seconds }))) return false;
    const sql = `
      UPDATE scheduler.deliveries SET state = 'FAILED', reason = $3, attempts = attempts + 1, finished_at = clock_timestamp()
      WHERE message_id = $1 AND state = 'SENDING' AND id = ANY ($2::bigint[])`;
    await rows(tx, { sql, parameters: [id, deliveryIds, reason] });
    return true;
  }

  /** Ends a message and its deliveries. */
  async end(tx: Transaction, { id, fence }: Fenced, { state, reason, providerRef }: Ending): Promise<boolean> {
    const set = 'state = $3, reason = $4, provider_ref = $5, finished_at = clock_timestamp()';
    const held = await this.change(tx, { set, parameters: [id, fence, state, reason, providerRef] });
    if (!held) return false;
    const sql = `
      UPDATE scheduler.deliveries d SET state = $2, reason = $3, attempts = attempts + 1, finished_at = clock_timestamp()
      WHERE ${OF_NEXT_PART}`;
    await inParts(() => this.part(tx, { sql, parameters: [id, state, reason] }));
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
        state = CASE WHEN ${TOO_LATE} THEN 'EXPIRED' ELSE 'PENDING' END,
        finished_at = CASE WHEN ${TOO_LATE} THEN clock_timestamp() END,
        next_at = CASE WHEN d.expires_at > now() THEN least(${LATER}, d.expires_at) ELSE ${LATER} END
      WHERE ${OF_NEXT_PART}`;
    await inParts(() => this.part(tx, { sql, parameters: [id, reason, seconds, cause === 'failed' ? 1 : 0] }));
    return true;
  }

  /** Gives back the turn that a message has, if any, at once or after a pause. */
  freeTurn(tx: Transaction, message: TurnTaker, settlement: Settlement): Promise<void> {
    return this.turns.giveBack(tx, message, settlement);
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

  /** Writes to the next part of a message's deliveries. Answers to how many. */
  private async part(tx: Transaction, { sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] }) {
    const counted = `WITH written AS (${sql} RETURNING d.id) SELECT count(*)::int AS count FROM written`;
    return (await rows<{ count: number }>(tx, { sql: counted, parameters }))[0]?.count ?? 0;
  }

  private async change(
    tx: Transaction,
    { set, parameters }: { readonly set: string; readonly parameters: readonly unknown[] },
  ): Promise<boolean> {
    const sql = `UPDATE scheduler.messages SET ${set} WHERE id = $1 AND fence = $2 AND state = 'SENDING' RETURNING id`;
    return (await rows(tx, { sql, parameters })).length === 1;
  }
}

/** All parts of a message are tried again at one instant: what went out together comes back together. */
const LATER = 'now() + make_interval(secs => $3)';

const TOO_LATE = `d.expires_at + ${GIVE_UP_AFTER_EXPIRY} < now()`;

const OF_NEXT_PART = `
  d.id = ANY (ARRAY(SELECT id FROM scheduler.deliveries WHERE message_id = $1 AND state = 'SENDING' LIMIT ${String(PART)}))`;
