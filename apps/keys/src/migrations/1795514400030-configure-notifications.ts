import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When and where a workspace wants to be reminded, and who else is told of single credentials. */
export class ConfigureNotifications1795514400030 implements MigrationInterface {
  readonly name = 'ConfigureNotifications1795514400030';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SETTINGS, ...TABLES.map(column), COMMENTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.notification_settings');
    for (const table of TABLES) await runner.query(`ALTER TABLE keys.${table} DROP COLUMN notifications`);
  }
}

const TABLES = ['api_keys', 'personal_tokens', 'secrets'] as const;

const SETTINGS = `
  CREATE TABLE keys.notification_settings (
    workspace_id   text PRIMARY KEY REFERENCES keys.workspaces,
    version        integer NOT NULL CHECK (version >= 1),
    lead_times     jsonb NOT NULL CHECK (jsonb_typeof(lead_times) = 'array' AND jsonb_array_length(lead_times) BETWEEN 1 AND 6),
    send_at        text NOT NULL CHECK (send_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    send_at_set_at timestamptz,
    emails         text[] NOT NULL CHECK (cardinality(emails) <= 50),
    slack_channels text[] NOT NULL CHECK (cardinality(slack_channels) <= 50),
    updated_at     timestamptz NOT NULL
  )`;

function column(table: string): string {
  return `
    ALTER TABLE keys.${table} ADD COLUMN notifications jsonb
      CHECK (jsonb_typeof(notifications) = 'object' AND jsonb_array_length(notifications->'emails') <= 10);
    COMMENT ON COLUMN keys.${table}.notifications IS
      'Who is told of it besides its owner and whom the workspace names: {"emails": [...], "slackChannel": ...}; null for nobody.'`;
}

const COMMENTS = `
  COMMENT ON TABLE keys.notification_settings IS
    'When and where each workspace wants to be reminded. No row: the environment says (REMINDER_LEAD_TIMES, NOTIFY_EMAILS and so on).
     Each change writes one row of keys.outbox with the same version; a change made by hand reaches no scheduler.';
  COMMENT ON COLUMN keys.notification_settings.lead_times IS
    'Each {"days": ..., "setAt": ...}, the most days first; setAt is since when it has been one, null from the beginning.'`;
