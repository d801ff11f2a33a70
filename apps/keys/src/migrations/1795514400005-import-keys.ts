import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that other systems made, known by their SHA-256. */
export class ImportKeys1795514400005 implements MigrationInterface {
  readonly name = 'ImportKeys1795514400005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(COMMENTS);
  }

  /** Imported keys go: without the column nothing could tell them from others, and nothing could verify them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE keys.api_keys SET replaces = NULL, retires_on_use = false
      WHERE replaces IN (SELECT cid FROM keys.api_keys WHERE hashed_from <> 'key');
      DELETE FROM keys.api_keys WHERE hashed_from <> 'key';
      ALTER TABLE keys.api_keys
        DROP COLUMN hashed_from,
        ADD CONSTRAINT api_keys_last4_check CHECK (last4 ~ '^[0-9A-Za-z]{4}$')`);
  }
}

const COLUMNS = `
  ALTER TABLE keys.api_keys
    ADD COLUMN hashed_from text NOT NULL DEFAULT 'key' CHECK (hashed_from IN ('key', 'sha256')),
    DROP CONSTRAINT api_keys_last4_check,
    ADD CONSTRAINT last4_is_of_its_key CHECK (
      last4 ~ CASE hashed_from WHEN 'key' THEN '^[0-9A-Za-z]{4}$' ELSE '^[!-~]{4}$' END);
  CREATE INDEX api_keys_imported ON keys.api_keys (hashed_from) WHERE hashed_from <> 'key'`;

const COMMENTS = `
  COMMENT ON COLUMN keys.api_keys.hashed_from IS
    'What key_hash is the HMAC of: the key, or, for a key that another system made, ''sha256:'' and the SHA-256 that was imported.
     As long as no row says sha256, bearers that are no keys of ours are refused without being looked for.';
  COMMENT ON COLUMN keys.api_keys.last4 IS
    'The last four characters of the key, by which people tell keys apart; ???? for an imported key of which they are not known.'`;
