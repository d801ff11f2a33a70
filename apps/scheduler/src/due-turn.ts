/**
 * The lock that is held until the transaction ends while reminders fall due, as SQL: what falls due together is then claimed
 * together, and whoever must not be overtaken by it holds it, too.
 */
export const DUE_TURN = `hashtext('curfew.due')`;
