import { rows, type Transaction } from '#libs/database';

/**
 * A lock, as SQL, that lasts until the transaction ends: held together with others while reminders fall due, and alone by whoever
 * must not be overtaken by that. With a second key, the hash of a workspace, it is the turn to let its reminders fall due.
 */
export const DUE_TURN = `hashtext('curfew.due')`;

/** Keeps reminders from falling due until the transaction ends, once those that do at this moment have. */
export async function holdBackDue(tx: Transaction): Promise<void> {
  await rows(tx, { sql: `SELECT pg_advisory_xact_lock(${DUE_TURN})` });
}
