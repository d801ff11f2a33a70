import { rows, type Transaction } from '#libs/database';

/** Sees to it that one import runs at a time, whoever starts it. */
export class ImportTurnRepository {
  /** Takes the turn until the transaction ends, which may be idle meanwhile; `false` if somebody else has it. */
  async take(tx: Transaction): Promise<boolean> {
    await rows(tx, { sql: 'SET LOCAL idle_in_transaction_session_timeout = 0' });
    const sql = `SELECT pg_try_advisory_xact_lock(hashtext('curfew.import')) AS mine`;
    const [turn] = await rows<{ mine: boolean }>(tx, { sql });
    return turn?.mine ?? false;
  }
}
