import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is sent of a credential leads back to the trace in which it changed. */
export class KeepWhereCredentialsWereTraced1795622400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE scheduler.credentials ADD COLUMN traceparent text');
    await runner.query(comment);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE scheduler.credentials DROP COLUMN traceparent');
  }
}

const comment = `
  COMMENT ON COLUMN scheduler.credentials.traceparent IS
    'W3C Trace Context of the change that brought this version, if it was traced: its second part is the trace to look for.'`;
