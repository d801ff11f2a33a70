import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for one recipient is found without reading what waits for all the others, and whom a message went to a moment ago
 * without reading about those before.
 */
export class IndexWaitingDeliveries1795485600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX deliveries_waiting ON scheduler.deliveries (channel, recipient, workspace_id) WHERE state = 'PENDING'`);
    await runner.query('CREATE INDEX messages_latest ON scheduler.messages (channel, claimed_at)');
    await runner.query('DROP INDEX scheduler.messages_recent');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX messages_recent ON scheduler.messages (channel, recipient, claimed_at)');
    await runner.query('DROP INDEX scheduler.messages_latest');
    await runner.query('DROP INDEX scheduler.deliveries_waiting');
  }
}
