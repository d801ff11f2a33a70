import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';

/** At most so many are cancelled by one statement. */
const PART = 10_000;

const REASON = 'the webhook was deleted';

/** Ends what `scheduler.deliveries` holds for webhooks that are no more. */
@Injectable()
export class RemovedWebhooksRepository {
  /** Cancels what waits in a workspace for any webhook but these. What is under way is looked at before its body begins. */
  async cancel(tx: Transaction, workspaceId: string, kept: readonly string[]): Promise<void> {
    const sql = `
      WITH cancelled AS (
        UPDATE scheduler.deliveries SET state = 'CANCELLED', reason = $3, cancelled_for = 'RECIPIENT', finished_at = clock_timestamp()
        WHERE id = ANY (ARRAY(
          SELECT id FROM scheduler.deliveries
          WHERE workspace_id = $1 AND channel = 'WEBHOOK' AND state = 'PENDING' AND recipient <> ALL ($2) LIMIT ${String(PART)}))
          AND state = 'PENDING'
        RETURNING id)
      SELECT count(*)::int AS count FROM cancelled`;
    let count;
    do [{ count } = { count: 0 }] = await rows<{ count: number }>(tx, { sql, parameters: [workspaceId, kept, REASON] });
    while (count === PART);
  }
}
