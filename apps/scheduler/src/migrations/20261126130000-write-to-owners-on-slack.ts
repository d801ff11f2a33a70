import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether owners are told on Slack, too. */
export class WriteToOwnersOnSlack1795698000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduler.notification_settings ADD COLUMN slack_direct_messages boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE scheduler.notification_settings DROP COLUMN slack_direct_messages');
  }
}
