import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was cancelled for its credential may come back with it; what was cancelled for its recipient may not. */
export class SayWhatADeliveryWasCancelledFor1795518000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduler.deliveries ADD COLUMN cancelled_for text CHECK (cancelled_for IN ('CREDENTIAL', 'RECIPIENT'));
      COMMENT ON COLUMN scheduler.deliveries.cancelled_for IS
        'CREDENTIAL: it changed, and if it changes back what was cancelled waits again. RECIPIENT: others were told instead. Null: not cancelled, or by an older version, which means CREDENTIAL.'`);
    await runner.query(`
      UPDATE scheduler.deliveries SET cancelled_for = 'RECIPIENT'
      WHERE state = 'CANCELLED' AND reason = 'the user it was for has left; the active admins are told instead'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE scheduler.deliveries DROP COLUMN cancelled_for');
  }
}
