import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { Fenced } from './claimed-invitation.js';

/** How an invitation's email ended. */
export interface Ending {
  readonly state: 'DELIVERED' | 'FAILED' | 'CANCELLED' | 'UNCONFIRMED';
  readonly reason: string | null;
  readonly providerRef: string | null;
}

/** A pause before an invitation is tried or looked for again. */
export interface Pause {
  readonly reason: string;
  readonly seconds: number;
}

/** What came of claimed invitations. Each method answers whether the fence still held; if not, nothing was written. */
@Injectable()
export class OutcomesRepository {
  end(tx: Transaction, fenced: Fenced, { state, reason, providerRef }: Ending): Promise<boolean> {
    const set = 'state = $3, reason = $4, provider_ref = $5, attempts = attempts + 1, finished_at = clock_timestamp()';
    return this.change(tx, fenced, { set, parameters: [state, reason, providerRef] });
  }

  /** Lets it wait for another try. One that has expired by now is ended by whoever claims next. */
  release(tx: Transaction, fenced: Fenced, { reason, seconds, counts }: Pause & { readonly counts: boolean }): Promise<boolean> {
    const set = `state = 'PENDING', reason = $3, next_at = clock_timestamp() + make_interval(secs => $4), attempts = attempts + $5::int`;
    return this.change(tx, fenced, { set, parameters: [reason, seconds, counts ? 1 : 0] });
  }

  /** Keeps it claimed for so many seconds more, until somebody looks for it: at most one sending of it is in doubt. */
  keep(tx: Transaction, fenced: Fenced, { reason, seconds }: Pause): Promise<boolean> {
    const set = 'reason = $3, resent = false, lease_until = clock_timestamp() + make_interval(secs => $4)';
    return this.change(tx, fenced, { set, parameters: [reason, seconds] });
  }

  /** Notes that it is about to go out a second time under the same id. */
  resending(tx: Transaction, fenced: Fenced, leaseSeconds: number): Promise<boolean> {
    const set = 'resent = true, lease_until = clock_timestamp() + make_interval(secs => $3)';
    return this.change(tx, fenced, { set, parameters: [leaseSeconds] });
  }

  private async change(
    tx: Transaction,
    { id, fence }: Fenced,
    { set, parameters }: { readonly set: string; readonly parameters: readonly unknown[] },
  ): Promise<boolean> {
    const sql = `UPDATE scheduler.invitations SET ${set} WHERE id = $1 AND fence = $2 AND state = 'SENDING' RETURNING id`;
    return (await rows(tx, { sql, parameters: [id, fence, ...parameters] })).length === 1;
  }
}
