import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log is counted for every page, whatever it is filtered by, without reading the ledger itself: as a whole and by what became
 * of it from a small index (7 MB for a million rows), and between two instants from the one it is paged by.
 */
export class CountTheLogByAnIndex1795597200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX deliveries_counted ON scheduler.deliveries (workspace_id, state, channel)');
    await runner.query(`
      CREATE INDEX deliveries_by_time ON scheduler.deliveries (workspace_id, created_at, id) INCLUDE (state, channel)`);
    await runner.query('DROP INDEX scheduler.deliveries_log');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX deliveries_log ON scheduler.deliveries (workspace_id, created_at, id)');
    await runner.query('DROP INDEX scheduler.deliveries_by_time, scheduler.deliveries_counted');
  }
}
