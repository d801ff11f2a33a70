import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ids in the order of their bytes, with their versions: whoever keeps a copy compares a page without reading the rows. */
export class IndexVersions1795600800001 implements MigrationInterface {
  readonly name = 'IndexVersions1795600800001';

  /** None: an index that is built concurrently keeps nobody from writing, and is built in no transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const { name, on } of INDEXES) {
      // What was cut off leaves an index that is never used, and in the way.
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS keys.${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on} INCLUDE (version)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${INDEXES.map(({ name }) => `keys.${name}`).join(', ')}`);
  }
}

const INDEXES = [
  { name: 'api_keys_versions', on: `keys.api_keys (cid COLLATE "C")` },
  { name: 'personal_tokens_versions', on: `keys.personal_tokens (id COLLATE "C")` },
  { name: 'secrets_versions', on: `keys.secrets (id COLLATE "C")` },
  { name: 'users_versions', on: `keys.users (id COLLATE "C")` },
];
