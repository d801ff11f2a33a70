import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reminders are posted to webhooks, too; each of these has its turn, so that none of them holds up another. */
export class PostToWebhooks1795612980000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(channels(table, `'EMAIL', 'SLACK', 'WEBHOOK'`));
    for (const statement of [WEBHOOKS, TURNS, WAITING]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX scheduler.deliveries_to_post');
    await runner.query('DROP TABLE scheduler.turns');
    await runner.query('ALTER TABLE scheduler.notification_settings DROP COLUMN webhooks');
    for (const table of TABLES) {
      await runner.query(`DELETE FROM scheduler.${table} WHERE channel = 'WEBHOOK'`);
      await runner.query(channels(table, `'EMAIL', 'SLACK'`));
    }
  }
}

/** In the order in which rows that refer to others may go. */
const TABLES = ['deliveries', 'messages', 'test_messages'] as const;

function channels(table: string, names: string): string {
  return `
    ALTER TABLE scheduler.${table} DROP CONSTRAINT ${table}_channel_check,
      ADD CONSTRAINT ${table}_channel_check CHECK (channel IN (${names}))`;
}

const WEBHOOKS = `
  ALTER TABLE scheduler.notification_settings ADD COLUMN webhooks jsonb NOT NULL DEFAULT '[]'
    CHECK (jsonb_typeof(webhooks) = 'array');
  CREATE INDEX notification_settings_webhooks ON scheduler.notification_settings USING gin (webhooks jsonb_path_ops);
  COMMENT ON COLUMN scheduler.notification_settings.webhooks IS
    'Where every reminder is posted to: {"id", "url", "secretVersion", "previousSecretUntil"}. One that is not here is sent nothing.'`;

const TURNS = `
  CREATE TABLE scheduler.turns (
    channel     text NOT NULL,
    recipient   text NOT NULL,
    message_id  text NOT NULL,
    free_at     timestamptz NOT NULL,
    failures    integer NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, recipient)
  );
  CREATE INDEX turns_of_message ON scheduler.turns (message_id);
  COMMENT ON TABLE scheduler.turns IS
    'One row per webhook that was ever posted to: its turn. Whoever sends a message takes it, so that there is one call at a time.';
  COMMENT ON COLUMN scheduler.turns.free_at IS
    'When the next message may be sent: the end of the lease of the one under way, or of the pause after one that failed. Set it to now() to try at once.';
  COMMENT ON COLUMN scheduler.turns.failures IS 'Calls in a row that failed: the pauses grow with them.'`;

/** The next message to a webhook, those that were tried least before all others. */
const WAITING = `
  CREATE INDEX deliveries_to_post ON scheduler.deliveries (recipient, attempts, next_at)
  WHERE state = 'PENDING' AND channel = 'WEBHOOK'`;
