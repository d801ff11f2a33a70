import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger is asked about by people: who was told as a user, and a page of millions of rows, newest first. */
export class KeepNotificationLog1795514400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [userId, userIdOfOld, ...deliveriesLog, remindersFailed]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX scheduler.reminders_failed');
    await runner.query('DROP INDEX scheduler.deliveries_to, scheduler.deliveries_undelivered, scheduler.deliveries_log');
    await runner.query('ALTER TABLE scheduler.deliveries DROP COLUMN user_id');
  }
}

const userId = `
  ALTER TABLE scheduler.deliveries ADD COLUMN user_id text;
  COMMENT ON COLUMN scheduler.deliveries.user_id IS
    'The user told by it: the owner, or an admin in the owner''s place. Null: an address or channel that the workspace named.'`;

const userIdOfOld = `
  UPDATE scheduler.deliveries d SET user_id = c.snapshot->'owner'->>'id' FROM scheduler.credentials c
  WHERE c.cid = d.cid AND d.channel = 'EMAIL' AND d.recipient = lower(c.snapshot->'owner'->>'email')`;

/** The log by time; what became of few; and what went to one recipient. */
const deliveriesLog = [
  'CREATE INDEX deliveries_log ON scheduler.deliveries (workspace_id, created_at, id)',
  `CREATE INDEX deliveries_undelivered ON scheduler.deliveries (workspace_id, created_at, id) WHERE state <> 'DELIVERED'`,
  'CREATE INDEX deliveries_to ON scheduler.deliveries (workspace_id, recipient, created_at, id)',
];

const remindersFailed = `
  CREATE INDEX reminders_failed ON scheduler.reminders (workspace_id, fired_at, id) WHERE state = 'FAILED'`;
