import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The turn to sweep is a row, and no transaction that has to stay open for as long as the repairs take. */
export class HoldTheTurnToSweep1795521600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduler.sweeps ALTER COLUMN finished_at DROP NOT NULL, ADD COLUMN held_by text, ADD COLUMN held_until timestamptz;
      COMMENT ON COLUMN scheduler.sweeps.finished_at IS 'Null before the first has finished.';
      COMMENT ON COLUMN scheduler.sweeps.held_until IS 'Whoever has the turn gives it back before that, unless they died.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM scheduler.sweeps WHERE finished_at IS NULL');
    await runner.query(
      'ALTER TABLE scheduler.sweeps ALTER COLUMN finished_at SET NOT NULL, DROP COLUMN held_by, DROP COLUMN held_until',
    );
  }
}
