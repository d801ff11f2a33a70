/** Until when the ledger does not know what was sent, as SQL: a value, and before all time if it knows everything. */
export const IN_DOUBT_UNTIL = `coalesce((SELECT in_doubt_until FROM scheduler.sweeps), '-infinity')`;

/** Why something is not sent that was due by then. */
export const MAY_HAVE_BEEN_SENT =
  'the database was restored from a backup, and this may have been sent before: it is not sent again';
