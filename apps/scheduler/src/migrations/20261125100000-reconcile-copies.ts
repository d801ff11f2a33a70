import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The copies are compared with what the keys service knows: the turn to do so, what came of it, and an order to do it in. */
export class ReconcileCopies1795600800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(reconciliations);
    await runner.query(`CREATE INDEX credentials_versions ON scheduler.credentials (cid COLLATE "C") INCLUDE (version)`);
    await runner.query(`CREATE INDEX users_versions ON scheduler.users (id COLLATE "C") INCLUDE (version)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX scheduler.users_versions, scheduler.credentials_versions');
    await runner.query('DROP TABLE scheduler.reconciliations');
  }
}

const reconciliations = `
  CREATE TABLE scheduler.reconciliations (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    held_by      text,
    held_until   timestamptz,
    finished_at  timestamptz,
    redis_epoch  text,
    ahead        integer NOT NULL DEFAULT 0,
    unknown      integer NOT NULL DEFAULT 0,
    failed       integer NOT NULL DEFAULT 0
  );
  COMMENT ON TABLE scheduler.reconciliations IS
    'One row: when all copies were last compared with what the keys service knows, whichever process did it, and what it left as it was. Set finished_at to null to have it done at once.';
  COMMENT ON COLUMN scheduler.reconciliations.redis_epoch IS
    'Which memory of Redis that was under. Another one now: events may have been lost with the old one, and it is done again.';
  COMMENT ON COLUMN scheduler.reconciliations.ahead IS
    'Copies that are newer than what the keys service has. Not zero: its database was restored from a backup. Nothing is planned backwards; see the log.';
  COMMENT ON COLUMN scheduler.reconciliations.unknown IS 'Copies of what the keys service does not know at all. They stay as they are.';
  COMMENT ON COLUMN scheduler.reconciliations.failed IS 'Differences that could not be put right; the log says why. They are tried again.'`;
