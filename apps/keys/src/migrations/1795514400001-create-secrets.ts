import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets, and their values, sealed. */
export class CreateSecrets1795514400001 implements MigrationInterface {
  readonly name = 'CreateSecrets1795514400001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SECRETS, COMMENTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.secrets');
  }
}

// A nonce of 12 bytes and a tag of 16 stand around whatever is encrypted.
const SECRETS = `
  CREATE TABLE keys.secrets (
    id                    text PRIMARY KEY CHECK (id ~ '^se[0-9a-f]{16}$'),
    workspace_id          text NOT NULL REFERENCES keys.workspaces,
    owner_id              text NOT NULL,
    name                  text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    tag                   text NOT NULL CHECK (tag ~ '^[A-Za-z0-9_-]{1,255}$' AND tag !~ '^se[0-9a-f]{16}$'),
    ciphertext            bytea CHECK (octet_length(ciphertext) BETWEEN 12 + 1 + 16 AND 12 + 3 * 65536 + 16),
    wrapped_key           bytea CHECK (octet_length(wrapped_key) = 12 + 32 + 16),
    key_encryption_key_id text CHECK (key_encryption_key_id <> ''),
    expiration_precision  text CHECK (expiration_precision IN ('day', 'instant')),
    expiration_date       date,
    expiration_time_zone  text,
    expires_at            timestamptz,
    expiration_set_at     timestamptz,
    version               integer NOT NULL CHECK (version >= 1),
    value_version         integer NOT NULL CHECK (value_version BETWEEN 1 AND version),
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    revoked_at            timestamptz,
    FOREIGN KEY (workspace_id, owner_id) REFERENCES keys.users (workspace_id, id),
    CONSTRAINT value_is_whole_until_deleted CHECK (
      num_nulls(ciphertext, wrapped_key, key_encryption_key_id) = CASE WHEN revoked_at IS NULL THEN 0 ELSE 3 END),
    CONSTRAINT expiration_is_whole CHECK (num_nulls(
      expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at) IN (0, 5)),
    CONSTRAINT expiration_was_ahead CHECK (expires_at > expiration_set_at)
  );
  CREATE UNIQUE INDEX secrets_live_tag ON keys.secrets (workspace_id, tag) WHERE revoked_at IS NULL;
  CREATE INDEX secrets_newest_first ON keys.secrets (workspace_id, created_at DESC, id)`;

const COMMENTS = `
  COMMENT ON TABLE keys.secrets IS
    'One row per secret ever kept; rows are never deleted, but the value of a deleted secret is erased. No value is in the clear.';
  COMMENT ON COLUMN keys.secrets.tag IS 'By what templates refer to it; free again once the secret is deleted.';
  COMMENT ON COLUMN keys.secrets.ciphertext IS
    'The value, AES-256-GCM under its own data key: nonce (12 bytes), ciphertext, tag (16). Opens in this row, as this value_version.';
  COMMENT ON COLUMN keys.secrets.wrapped_key IS
    'The data key, AES-256-GCM under the key-encryption key: nonce (12 bytes), wrapped key (32), tag (16).';
  COMMENT ON COLUMN keys.secrets.key_encryption_key_id IS
    'Which key of SECRET_ENCRYPTION_KEYS wraps the data key. Without it the value is lost; the role rewrap-secrets moves it to the first.';
  COMMENT ON COLUMN keys.secrets.version IS
    'Counts changes from 1. Each change writes one row of keys.outbox with the same version, in the same transaction.';
  COMMENT ON COLUMN keys.secrets.value_version IS
    'Counts values from 1, and is bound into the encryption: never change it alone, or the value does not open.';
  COMMENT ON COLUMN keys.secrets.revoked_at IS 'Set by DELETE and never unset; from then on there is no value.'`;
