import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reminders can be acknowledged and snoozed, and credentials say so. */
export class RespondToReminders1795694400001 implements MigrationInterface {
  readonly name = 'RespondToReminders1795694400001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(column(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE keys.${table} DROP COLUMN reminder_response`);
  }
}

const TABLES = ['api_keys', 'personal_tokens', 'secrets'] as const;

function column(table: string): string {
  return `
    ALTER TABLE keys.${table} ADD COLUMN reminder_response jsonb
      CHECK (jsonb_typeof(reminder_response) = 'object' AND reminder_response->>'kind' IN ('ACKNOWLEDGED', 'SNOOZED')
             AND (reminder_response->>'kind' = 'SNOOZED') = (reminder_response->>'until' IS NOT NULL));
    COMMENT ON COLUMN keys.${table}.reminder_response IS
      'What was last done about a reminder of this expiration: {"kind", "by", "at", "until", "reason", "leadDays"}; null for nothing,
       and again with every change of the expiration.'`;
}
