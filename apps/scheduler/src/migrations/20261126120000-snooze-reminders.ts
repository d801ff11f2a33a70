import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A reminder that was snoozed comes once more. It has no lead time of its own, so that the key of those that have one stays what
 * it is: processes of before go on planning by it.
 */
export class SnoozeReminders1795694400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [reminders, snoozed, cancelledFor(['CREDENTIAL', 'RECIPIENT', 'RESPONSE']), comments])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM scheduler.deliveries d USING scheduler.reminders r WHERE r.id = d.reminder_id AND r.snoozed_until IS NOT NULL;
      DELETE FROM scheduler.reminders WHERE snoozed_until IS NOT NULL;
      ALTER TABLE scheduler.reminders DROP COLUMN snoozed_until, DROP COLUMN snoozed_lead_days, ALTER COLUMN lead_days SET NOT NULL;
      UPDATE scheduler.deliveries SET cancelled_for = 'RECIPIENT' WHERE cancelled_for = 'RESPONSE'`);
    await runner.query(cancelledFor(['CREDENTIAL', 'RECIPIENT']));
  }
}

const reminders = `
  ALTER TABLE scheduler.reminders
    ALTER COLUMN lead_days DROP NOT NULL,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN snoozed_lead_days integer CHECK (snoozed_lead_days BETWEEN 1 AND 90),
    ADD CONSTRAINT reminders_planned_or_snoozed CHECK (
      (lead_days IS NULL) = (snoozed_until IS NOT NULL) AND (lead_days IS NULL) = (snoozed_lead_days IS NOT NULL))`;

const snoozed = `
  CREATE UNIQUE INDEX reminders_snoozed ON scheduler.reminders (cid, expiry, snoozed_until) WHERE snoozed_until IS NOT NULL`;

function cancelledFor(what: readonly string[]): string {
  return `
    ALTER TABLE scheduler.deliveries
      DROP CONSTRAINT deliveries_cancelled_for_check,
      ADD CONSTRAINT deliveries_cancelled_for_check CHECK (cancelled_for IN (${what.map((one) => `'${one}'`).join(', ')}))`;
}

const comments = `
  COMMENT ON COLUMN scheduler.reminders.snoozed_until IS
    'Until when somebody snoozed it, which is when it was planned to be due; null for a reminder of a lead time.';
  COMMENT ON COLUMN scheduler.reminders.snoozed_lead_days IS
    'The lead time of the reminder that was snoozed: it is as urgent as that one, and the next lead time supersedes it.';
  COMMENT ON COLUMN scheduler.deliveries.cancelled_for IS
    'CREDENTIAL: it changed, and if it changes back what was cancelled waits again. RECIPIENT: others were told instead. RESPONSE: somebody acknowledged or snoozed the reminder. Null: not cancelled, or by an older version, which means CREDENTIAL.'`;
