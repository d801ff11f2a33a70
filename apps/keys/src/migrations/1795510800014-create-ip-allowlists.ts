import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From which addresses a workspace's credentials are accepted. */
export class CreateIpAllowlists1795510800014 implements MigrationInterface {
  readonly name = 'CreateIpAllowlists1795510800014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ENTRIES);
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.ip_allowlist_entries');
  }
}

const ENTRIES = `
  CREATE TABLE keys.ip_allowlist_entries (
    workspace_id text NOT NULL REFERENCES keys.workspaces,
    place        integer NOT NULL CHECK (place BETWEEN 1 AND 1000),
    address      text NOT NULL CHECK (address::inet IS NOT NULL),
    description  text CHECK (char_length(description) BETWEEN 1 AND 1000),
    PRIMARY KEY (workspace_id, place)
  )`;

const COMMENTS = `
  COMMENT ON TABLE keys.ip_allowlist_entries IS
    'Where a workspace has rows here, its credentials are refused from every other address (403, Forbidden IP address). If nobody
     gets in any more, delete the workspace''s rows: every node follows within a second.';
  COMMENT ON COLUMN keys.ip_allowlist_entries.address IS 'An IP address or CIDR range, as it was written.'`;
