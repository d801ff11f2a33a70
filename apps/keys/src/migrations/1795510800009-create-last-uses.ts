import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each credential was last used. */
export class CreateLastUses1795510800009 implements MigrationInterface {
  readonly name = 'CreateLastUses1795510800009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LAST_USES);
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.last_uses');
  }
}

const LAST_USES = `
  CREATE TABLE keys.last_uses (
    credential_id text PRIMARY KEY CHECK (credential_id ~ '^(ak|pt)[0-9a-f]{16}$'),
    used_at       timestamptz NOT NULL,
    address       text CHECK (char_length(address) <= 64),
    user_agent    text CHECK (char_length(user_agent) BETWEEN 1 AND 512)
  ) WITH (fillfactor = 70)`;

const COMMENTS = `
  COMMENT ON TABLE keys.last_uses IS
    'When each API key and personal access token was last let in: approximate to about a minute, and written apart from verifying.';
  COMMENT ON COLUMN keys.last_uses.address IS 'Where it was used from, if that is known.';
  COMMENT ON COLUMN keys.last_uses.user_agent IS 'What the user said it was, at most 512 characters; null: nothing.'`;
