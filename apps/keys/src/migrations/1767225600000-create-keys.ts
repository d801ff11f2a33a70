import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workspaces, their users, and the API keys they own. */
export class CreateKeys1767225600000 implements MigrationInterface {
  readonly name = 'CreateKeys1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WORKSPACES);
    await runner.query(USERS);
    await runner.query(API_KEYS);
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.api_keys, keys.users, keys.workspaces');
  }
}

const WORKSPACES = `
  CREATE TABLE keys.workspaces (
    id         text PRIMARY KEY CHECK (id ~ '^ws[0-9a-f]{16}$'),
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    time_zone  text NOT NULL CHECK (time_zone <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
  )`;

const USERS = `
  CREATE TABLE keys.users (
    id           text PRIMARY KEY CHECK (id ~ '^us[0-9a-f]{16}$'),
    workspace_id text NOT NULL REFERENCES keys.workspaces,
    email        text NOT NULL CHECK (email LIKE '_%@_%'),
    name         text NOT NULL,
    role         text NOT NULL CHECK (role IN ('READ_ONLY', 'USER', 'MANAGER', 'ADMIN')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, id)
  );
  CREATE UNIQUE INDEX users_email_key ON keys.users (workspace_id, lower(email))`;

const API_KEYS = `
  CREATE TABLE keys.api_keys (
    cid                  text PRIMARY KEY CHECK (cid ~ '^ak[0-9a-f]{16}$'),
    workspace_id         text NOT NULL REFERENCES keys.workspaces,
    owner_id             text NOT NULL,
    name                 text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    description          text CHECK (char_length(description) BETWEEN 1 AND 1000),
    last4                text NOT NULL CHECK (last4 ~ '^[0-9A-Za-z]{4}$'),
    key_hash             bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
    pepper_id            text NOT NULL CHECK (pepper_id <> ''),
    roles                jsonb NOT NULL CHECK (jsonb_typeof(roles) = 'array' AND jsonb_array_length(roles) BETWEEN 1 AND 20),
    expiration_precision text CHECK (expiration_precision IN ('day', 'instant')),
    expiration_date      date,
    expiration_time_zone text,
    expires_at           timestamptz,
    expiration_set_at    timestamptz,
    version              integer NOT NULL CHECK (version >= 1),
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    revoked_at           timestamptz,
    FOREIGN KEY (workspace_id, owner_id) REFERENCES keys.users (workspace_id, id),
    CONSTRAINT expiration_is_whole CHECK (num_nulls(
      expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at) IN (0, 5)),
    CONSTRAINT expiration_was_ahead CHECK (expires_at > expiration_set_at)
  );
  CREATE INDEX api_keys_newest_first ON keys.api_keys (workspace_id, created_at DESC, cid);
  CREATE INDEX api_keys_by_expiry ON keys.api_keys (workspace_id, expires_at) WHERE expires_at IS NOT NULL`;

const COMMENTS = `
  COMMENT ON TABLE keys.workspaces IS 'The tenants. An installation goes by the one that was made first.';
  COMMENT ON TABLE keys.users IS
    'People of a workspace. Whoever owns a key is reminded before it expires, so an address here has to reach somebody.';
  COMMENT ON TABLE keys.api_keys IS
    'One row per API key ever issued; rows are never deleted. The key itself is not here and can not be recovered.';
  COMMENT ON COLUMN keys.api_keys.key_hash IS
    'HMAC-SHA-256 of the key under the pepper of pepper_id (KEY_PEPPERS). Removing that pepper makes the key unknown.';
  COMMENT ON COLUMN keys.api_keys.expires_at IS
    'The key is refused from this instant on. Follows from expiration_date and expiration_time_zone: never change it alone.';
  COMMENT ON COLUMN keys.api_keys.revoked_at IS
    'Set by DELETE and never unset. To stop a key in an emergency use the API: a bare UPDATE tells no other service.';
  COMMENT ON COLUMN keys.api_keys.version IS
    'Counts changes from 1. Each change writes one row of keys.outbox with the same version, in the same transaction.';
  COMMENT ON COLUMN keys.workspaces.time_zone IS 'Where a day is meant that was chosen without a zone (IANA name).'`;
