import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scheduler learns who the users are: whom to tell, and who is gone. */
export class CopyUsers1795507200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE scheduler.users (
        id            text PRIMARY KEY,
        workspace_id  text NOT NULL,
        version       integer NOT NULL CHECK (version > 0),
        email         text NOT NULL,
        name          text NOT NULL,
        status        text NOT NULL CHECK (status IN ('INVITED', 'ACTIVE', 'DEACTIVATED')),
        is_admin      boolean NOT NULL,
        event_id      text NOT NULL,
        heard_at      timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX users_active_admins ON scheduler.users (workspace_id) WHERE is_admin AND status = 'ACTIVE';
      COMMENT ON TABLE scheduler.users IS
        'What the scheduler last heard of each user. A copy: the truth is with the keys service, and arrives as events.';
      COMMENT ON COLUMN scheduler.users.status IS
        'DEACTIVATED: is told nothing; the ACTIVE admins of the workspace are told in their place.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scheduler.users');
  }
}
