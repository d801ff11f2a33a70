import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A ledger that was restored from a backup does not know what was sent since: that it can be told, and find out by itself. */
export class DoubtWhatARestoreForgot1795610520000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduler.sweeps ADD COLUMN number bigint NOT NULL DEFAULT 0, ADD COLUMN in_doubt_until timestamptz;
      COMMENT ON COLUMN scheduler.sweeps.number IS
        'Counts finished sweeps. Redis remembers it: if it remembers more, this database was restored from a backup.';
      COMMENT ON COLUMN scheduler.sweeps.in_doubt_until IS
        'What was due by then and is not known to have been sent may have been, before a restore: it ends UNCONFIRMED.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE scheduler.sweeps DROP COLUMN number, DROP COLUMN in_doubt_until');
  }
}
