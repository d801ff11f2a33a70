import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inventory's order, for each kind of credential: what ends first, first, and what never ends, last. */
export class IndexInventory1795518000001 implements MigrationInterface {
  readonly name = 'IndexInventory1795518000001';

  /** None: an index that is built concurrently keeps nobody from writing, and is built in no transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const { name, on } of INDEXES) {
      // What was cut off leaves an index that is never used, and in the way.
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS keys.${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on} WHERE revoked_at IS NULL`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${INDEXES.map(({ name }) => `keys.${name}`).join(', ')}`);
  }
}

const INDEXES = [
  { name: 'api_keys_by_end', on: `keys.api_keys (workspace_id, coalesce(expires_at, 'infinity'), cid)` },
  { name: 'personal_tokens_by_end', on: `keys.personal_tokens (workspace_id, coalesce(expires_at, 'infinity'), id)` },
  { name: 'secrets_by_end', on: `keys.secrets (workspace_id, coalesce(expires_at, 'infinity'), id)` },
];
