import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key that has been replaced has an end, whatever is forgotten elsewhere. */
export class BoundReplacedKeys1795514400003 implements MigrationInterface {
  readonly name = 'BoundReplacedKeys1795514400003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE keys.api_keys ADD CONSTRAINT replaced_ends CHECK (replaced_by IS NULL OR expires_at IS NOT NULL)',
    );
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keys.api_keys DROP CONSTRAINT replaced_ends');
  }
}

const COMMENTS = `
  COMMENT ON COLUMN keys.api_keys.replaces IS 'The key that was rotated into this one.';
  COMMENT ON COLUMN keys.api_keys.replaced_by IS
    'Set: it was rotated. Its expiration is then the end of its grace, and only ever comes nearer; the last successor counts.'`;
