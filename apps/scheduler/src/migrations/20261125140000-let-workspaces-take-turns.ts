import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What falls due and what waits is found by its workspace, so that none has to wait until another's are through. */
export class LetWorkspacesTakeTurns1795615200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX reminders_due_by_workspace ON scheduler.reminders (workspace_id, due_at) WHERE state = 'PLANNED'`,
    );
    await runner.query(`
      CREATE INDEX deliveries_pending_by_workspace ON scheduler.deliveries (channel, workspace_id, next_at) WHERE state = 'PENDING'`);
    await runner.query(falling);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scheduler.falling_due');
    await runner.query('DROP INDEX scheduler.deliveries_pending_by_workspace, scheduler.reminders_due_by_workspace');
  }
}

const falling = `
  CREATE TABLE scheduler.falling_due (
    workspace_id  text PRIMARY KEY,
    until         timestamptz NOT NULL
  );
  COMMENT ON TABLE scheduler.falling_due IS
    'Workspaces of which more falls due at once than goes into one transaction: until the last has, nothing of theirs is sent, so that
     what falls due together is sent together. A row that stays behind ends by itself.'`;
