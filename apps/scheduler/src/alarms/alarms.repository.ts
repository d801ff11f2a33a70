import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';

/** A reminder that should have an alarm. */
export interface Unarmed {
  readonly id: string;
  readonly generation: number;
  readonly dueAt: Date;
  /** Whether it had an alarm in a memory that Redis has lost. */
  readonly forgotten: boolean;
}

interface UnarmedQuery {
  readonly epoch: string;
  readonly horizonDays: number;
  readonly limit: number;
}

/** Which planned reminders have an alarm, in `scheduler.reminders`. */
@Injectable()
export class AlarmsRepository {
  /** Notes that these have an alarm in this memory of Redis. */
  async markArmed(tx: Transaction, { ids, epoch }: { readonly ids: readonly string[]; readonly epoch: string }): Promise<void> {
    const sql = `UPDATE scheduler.reminders SET alarm_epoch = $2 WHERE id = ANY ($1::bigint[]) AND state = 'PLANNED'`;
    await rows(tx, { sql, parameters: [ids, epoch] });
  }

  /** Reminders within the horizon without an alarm in this memory of Redis, the soonest first. */
  unarmed(tx: Transaction, { epoch, horizonDays, limit }: UnarmedQuery): Promise<Unarmed[]> {
    const sql = `
      SELECT id, generation, due_at AS "dueAt", alarm_epoch IS NOT NULL AS forgotten FROM scheduler.reminders
      WHERE state = 'PLANNED' AND alarm_epoch IS DISTINCT FROM $1 AND due_at > statement_timestamp()
        AND due_at <= statement_timestamp() + make_interval(days => $2)
      ORDER BY due_at LIMIT $3`;
    return rows(tx, { sql, parameters: [epoch, horizonDays, limit] });
  }
}
