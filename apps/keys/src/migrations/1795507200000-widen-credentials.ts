import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Personal access tokens, custom roles, users who come and go, the security policy, rotation, the audit log, and what caches follow. */
export class WidenCredentials1795507200000 implements MigrationInterface {
  readonly name = 'WidenCredentials1795507200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [ROLES, USERS, API_KEYS, PERSONAL_TOKENS, POLICIES, AUDIT, CHANGES, COMMENTS])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE keys.changes, keys.audit_entries, keys.security_policies, keys.personal_tokens, keys.roles;
      DROP FUNCTION keys.refuse_change();
      ALTER TABLE keys.api_keys
        DROP COLUMN replaces, DROP COLUMN replaced_by, DROP COLUMN retires_on_use, DROP CONSTRAINT expiration_was_ahead,
        ADD CONSTRAINT expiration_was_ahead CHECK (expires_at > expiration_set_at) NOT VALID;
      ALTER TABLE keys.users ADD COLUMN role text CHECK (role IN ('READ_ONLY', 'USER', 'MANAGER', 'ADMIN'));
      UPDATE keys.users SET role = coalesce(jsonb_path_query_first(roles, '$[*] ? (@.type == "DEFAULT").role') #>> '{}', 'READ_ONLY');
      ALTER TABLE keys.users
        ALTER COLUMN role SET NOT NULL, DROP COLUMN roles, DROP COLUMN version, DROP COLUMN joined_at, DROP COLUMN deactivated_at`);
  }
}

const ROLES = `
  CREATE TABLE keys.roles (
    workspace_id text NOT NULL REFERENCES keys.workspaces,
    tag          text NOT NULL CHECK (tag ~ '^[A-Za-z0-9-]{1,64}$'),
    name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    description  text CHECK (char_length(description) BETWEEN 1 AND 1000),
    permissions  text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, tag)
  )`;

const USERS = `
  ALTER TABLE keys.users
    ADD COLUMN roles jsonb,
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    ADD COLUMN joined_at timestamptz DEFAULT now(),
    ADD COLUMN deactivated_at timestamptz;
  UPDATE keys.users SET roles = jsonb_build_array(jsonb_build_object('type', 'DEFAULT', 'role', role));
  ALTER TABLE keys.users
    ALTER COLUMN roles SET NOT NULL,
    ALTER COLUMN joined_at DROP DEFAULT,
    ADD CONSTRAINT users_have_roles CHECK (jsonb_typeof(roles) = 'array' AND jsonb_array_length(roles) BETWEEN 1 AND 20),
    DROP COLUMN role`;

const API_KEYS = `
  ALTER TABLE keys.api_keys
    ADD COLUMN replaces text REFERENCES keys.api_keys,
    ADD COLUMN replaced_by text REFERENCES keys.api_keys,
    ADD COLUMN retires_on_use boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT expiration_was_ahead,
    ADD CONSTRAINT expiration_was_ahead CHECK (expires_at >= expiration_set_at),
    ADD CONSTRAINT retires_something CHECK (NOT retires_on_use OR replaces IS NOT NULL);
  CREATE INDEX api_keys_by_custom_role ON keys.api_keys USING gin (roles jsonb_path_ops)`;

const PERSONAL_TOKENS = `
  CREATE TABLE keys.personal_tokens (
    id                   text PRIMARY KEY CHECK (id ~ '^pt[0-9a-f]{16}$'),
    workspace_id         text NOT NULL REFERENCES keys.workspaces,
    user_id              text NOT NULL,
    name                 text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    description          text CHECK (char_length(description) BETWEEN 1 AND 1000),
    last4                text NOT NULL CHECK (last4 ~ '^[0-9A-Za-z]{4}$'),
    key_hash             bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
    pepper_id            text NOT NULL CHECK (pepper_id <> ''),
    expiration_precision text CHECK (expiration_precision IN ('day', 'instant')),
    expiration_date      date,
    expiration_time_zone text,
    expires_at           timestamptz,
    expiration_set_at    timestamptz,
    version              integer NOT NULL CHECK (version >= 1),
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    revoked_at           timestamptz,
    FOREIGN KEY (workspace_id, user_id) REFERENCES keys.users (workspace_id, id),
    CONSTRAINT expiration_is_whole CHECK (num_nulls(
      expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at) IN (0, 5)),
    CONSTRAINT expiration_was_ahead CHECK (expires_at > expiration_set_at)
  );
  CREATE INDEX personal_tokens_of_user ON keys.personal_tokens (user_id, created_at DESC, id)`;

const POLICIES = `
  CREATE TABLE keys.security_policies (
    workspace_id          text PRIMARY KEY REFERENCES keys.workspaces,
    require_expiration    boolean NOT NULL,
    maximum_lifetime_days integer NOT NULL CHECK (maximum_lifetime_days BETWEEN 1 AND 400),
    updated_at            timestamptz NOT NULL DEFAULT now()
  )`;

const AUDIT = `
  CREATE TABLE keys.audit_entries (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id      text NOT NULL REFERENCES keys.workspaces,
    action            text NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'DELETE')),
    object_type       text NOT NULL CHECK (object_type <> ''),
    object_identifier text NOT NULL,
    actor_type        text NOT NULL CHECK (actor_type IN ('API_KEY', 'PERSONAL_API_KEY', 'ANONYMOUS')),
    actor_credential  text,
    actor_email       text,
    ip_address        text,
    request_id        text,
    at                timestamptz NOT NULL
  );
  CREATE INDEX audit_entries_newest_first ON keys.audit_entries (workspace_id, at DESC, id DESC);
  CREATE FUNCTION keys.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%.% only grows', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
  CREATE TRIGGER audit_entries_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON keys.audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse_change();
  REVOKE UPDATE, DELETE ON keys.audit_entries FROM curfew_keys`;

const CHANGES = `
  CREATE TABLE keys.changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    subject    text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX changes_by_transaction ON keys.changes (xid)`;

const COMMENTS = `
  COMMENT ON TABLE keys.roles IS 'Roles of a workspace''s own. Credentials and users refer to them by tag; one in use is never deleted.';
  COMMENT ON COLUMN keys.users.joined_at IS 'Null: invited, and not here yet.';
  COMMENT ON COLUMN keys.users.deactivated_at IS 'Set: their tokens are refused, their keys live on, and the admins get their reminders.';
  COMMENT ON COLUMN keys.api_keys.retires_on_use IS
    'The first use of this key ends the grace of the one it replaces; false again once that has happened.';
  COMMENT ON TABLE keys.personal_tokens IS
    'One row per personal access token ever issued; rows are never deleted. A token may do what its user may at that moment.';
  COMMENT ON TABLE keys.security_policies IS 'What each workspace asks of new expirations. No row: nothing is asked.';
  COMMENT ON TABLE keys.audit_entries IS
    'Who did what, from where. It only grows: the service''s role may neither change nor delete, and a trigger stops everybody else.';
  COMMENT ON TABLE keys.changes IS
    'What every node has to look up anew: ids of credentials, users and workspaces, one row per change. Rows older than minutes can go.';
  COMMENT ON COLUMN keys.changes.xid IS
    'The transaction that changed it. Followers read from the oldest transaction that was open when they last looked, so a late commit is not missed.'`;
