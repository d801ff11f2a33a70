import { rows } from './rows.js';
import type { Transaction } from './transactions.js';

/** Who takes a turn, and how long it lasts if nobody gives it back. */
export interface TurnTaker {
  readonly holder: string;
  readonly seconds: number;
}

/** When a turn may be taken by somebody else than who has it: a condition in SQL on the row `t`, with parameters from `$3` on. */
export interface TurnIsDue {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const ALWAYS: TurnIsDue = { sql: 'true', parameters: [] };

/**
 * A turn that one process has at a time, for so long or until it gives it back, in a table of one row with the columns `one`,
 * `held_by` and `held_until`. It holds no transaction open. The table's name becomes SQL: it is a constant, and never input.
 */
export class HeldTurn {
  constructor(private readonly table: string) {}

  /** Takes the turn, or keeps it for longer, by the database's clock; false if another process has it, or it is not due. */
  async take(tx: Transaction, { holder, seconds }: TurnTaker, due = ALWAYS): Promise<boolean> {
    const sql = `
      INSERT INTO ${this.table} AS t (held_by, held_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
      ON CONFLICT (one) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until
      WHERE t.held_by = excluded.held_by OR ((t.held_until IS NULL OR t.held_until <= clock_timestamp()) AND (${due.sql}))
      RETURNING t.one`;
    return (await rows(tx, { sql, parameters: [holder, seconds, ...due.parameters] })).length === 1;
  }

  /** Gives the turn back, if it has not passed to another process meanwhile. */
  async end(tx: Transaction, holder: string): Promise<void> {
    const sql = `UPDATE ${this.table} SET held_by = NULL, held_until = NULL WHERE held_by = $1`;
    await rows(tx, { sql, parameters: [holder] });
  }
}
