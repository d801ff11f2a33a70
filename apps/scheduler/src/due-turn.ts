/**
 * A lock, as SQL, that lasts until the transaction ends: held together with others while reminders fall due, and alone by whoever
 * must not be overtaken by that. With a second key, the hash of a workspace, it is the turn to let its reminders fall due.
 */
export const DUE_TURN = `hashtext('curfew.due')`;
