import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where workspaces want their reminders posted to, besides the people who are told. */
export class CreateWebhooks1795611600023 implements MigrationInterface {
  readonly name = 'CreateWebhooks1795611600023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WEBHOOKS);
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.webhooks');
  }
}

const WEBHOOKS = `
  CREATE TABLE keys.webhooks (
    id                    text PRIMARY KEY CHECK (id ~ '^wh[0-9a-f]{16}$'),
    workspace_id          text NOT NULL REFERENCES keys.workspaces,
    url                   text NOT NULL CHECK (char_length(url) BETWEEN 1 AND 2048),
    description           text CHECK (char_length(description) BETWEEN 1 AND 1000),
    secret_version        integer NOT NULL CHECK (secret_version >= 1),
    previous_secret_until timestamptz CHECK (previous_secret_until IS NULL OR secret_version > 1),
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL
  );
  CREATE INDEX webhooks_of_workspace ON keys.webhooks (workspace_id, created_at, id)`;

const COMMENTS = `
  COMMENT ON TABLE keys.webhooks IS
    'One row per endpoint that reminders are posted to. Each change raises the version of the workspace''s notification settings
     and writes an event with all of them; a change made by hand reaches no scheduler.';
  COMMENT ON COLUMN keys.webhooks.secret_version IS
    'Which secret signs: it is derived of WEBHOOK_SIGNING_KEY, the id and this number, and stored nowhere.';
  COMMENT ON COLUMN keys.webhooks.previous_secret_until IS
    'Until when the secret of the version before signs along; null: there is none, or it never was rotated.'`;
