import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether owners are told on Slack, too. */
export class WriteToOwnersOnSlack1795698000000 implements MigrationInterface {
  readonly name = 'WriteToOwnersOnSlack1795698000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE keys.notification_settings ADD COLUMN slack_direct_messages boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN keys.notification_settings.slack_direct_messages IS
        'Whether whoever answers for a credential is told by a direct message on Slack as well, found by their email address.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keys.notification_settings DROP COLUMN slack_direct_messages');
  }
}
