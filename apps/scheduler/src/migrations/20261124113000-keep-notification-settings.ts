import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scheduler learns how each workspace wants to be reminded, and sends test messages. */
export class KeepNotificationSettings1795519800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [settings, heldSettings, credentialsOfWorkspace, testMessages]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION scheduler.held_settings');
    await runner.query('DROP TABLE scheduler.test_messages, scheduler.notification_settings');
    await runner.query('DROP INDEX scheduler.credentials_of_workspace');
  }
}

const settings = `
  CREATE TABLE scheduler.notification_settings (
    workspace_id    text PRIMARY KEY,
    version         integer NOT NULL CHECK (version > 0),
    lead_times      jsonb NOT NULL CHECK (jsonb_array_length(lead_times) BETWEEN 1 AND 6),
    send_at         text NOT NULL,
    send_at_set_at  timestamptz,
    emails          text[] NOT NULL,
    slack_channels  text[] NOT NULL,
    replan_after    text,
    replan_since    timestamptz CHECK (replan_after IS NULL OR replan_since IS NOT NULL),
    event_id        text NOT NULL,
    heard_at        timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX notification_settings_replanning ON scheduler.notification_settings (heard_at) WHERE replan_after IS NOT NULL;
  COMMENT ON TABLE scheduler.notification_settings IS
    'How each workspace wants to be reminded. A copy: the truth is with the keys service, and arrives as events. No row: the
     environment says (REMINDER_LEAD_TIMES, NOTIFY_EMAILS and so on).';
  COMMENT ON COLUMN scheduler.notification_settings.emails IS 'In small letters.';
  COMMENT ON COLUMN scheduler.notification_settings.replan_after IS
    'Reminders of credentials with a greater cid are to be planned anew, and do not fall due before they are; null: all are up to
     date. Not null for minutes means that nothing replans. Set it to '''', and replan_since to now(), to have all of the
     workspace planned anew.';
  COMMENT ON COLUMN scheduler.notification_settings.replan_since IS
    'Since when that is to be done: what had fallen due before is owed as it was planned.'`;

// In one step, since every event asks: the second statement sees what was committed while the first one waited.
const heldSettings = `
  CREATE FUNCTION scheduler.held_settings(id text) RETURNS SETOF scheduler.notification_settings VOLATILE LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('notification-settings/' || id, 11));
    RETURN QUERY SELECT * FROM scheduler.notification_settings WHERE workspace_id = id;
  END $$`;

const credentialsOfWorkspace = `CREATE INDEX credentials_of_workspace ON scheduler.credentials (workspace_id, cid)`;

const testMessages = `
  CREATE TABLE scheduler.test_messages (
    test_id       text NOT NULL,
    workspace_id  text NOT NULL,
    channel       text NOT NULL CHECK (channel IN ('EMAIL', 'SLACK')),
    recipient     text NOT NULL,
    state         text NOT NULL CHECK (state IN ('PENDING', 'ACCEPTED', 'FAILED')),
    reason        text CHECK (state <> 'FAILED' OR reason IS NOT NULL),
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (test_id, channel, recipient)
  );
  CREATE INDEX test_messages_by_age ON scheduler.test_messages (created_at);
  COMMENT ON TABLE scheduler.test_messages IS
    'What became of test messages, for a day. Whoever writes the row sends, once; nobody tries again.'`;
