import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a channel may be used is agreed upon by all processes. */
export class KeepCircuits1795618800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(circuits);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scheduler.circuits');
  }
}

const circuits = `
  CREATE TABLE scheduler.circuits (
    channel        text PRIMARY KEY,
    rests_until    timestamptz NOT NULL DEFAULT 'epoch',
    opened_at      timestamptz,
    refusals       integer NOT NULL DEFAULT 0,
    reason         text CHECK (opened_at IS NULL OR reason IS NOT NULL),
    probed_until   timestamptz,
    next_place_at  timestamptz NOT NULL DEFAULT 'epoch'
  );
  COMMENT ON TABLE scheduler.circuits IS
    'When a channel may be used. Until rests_until nothing is sent on it; with opened_at set its provider refuses our own credentials,
     and what is owed waits. To have it tried at once: UPDATE scheduler.circuits SET rests_until = now().';
  COMMENT ON COLUMN scheduler.circuits.next_place_at IS 'When the next message may go out, if so many a minute are allowed.'`;
