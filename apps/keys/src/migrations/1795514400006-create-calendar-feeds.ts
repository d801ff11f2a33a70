import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calendar feeds: what a user sees in the inventory, for their calendar. */
export class CreateCalendarFeeds1795514400006 implements MigrationInterface {
  readonly name = 'CreateCalendarFeeds1795514400006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FEEDS);
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.calendar_feeds');
  }
}

const FEEDS = `
  CREATE TABLE keys.calendar_feeds (
    id           text PRIMARY KEY CHECK (id ~ '^fd[0-9a-f]{16}$'),
    workspace_id text NOT NULL REFERENCES keys.workspaces,
    user_id      text NOT NULL,
    name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    token_hash   bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    pepper_id    text NOT NULL CHECK (pepper_id <> ''),
    created_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    FOREIGN KEY (workspace_id, user_id) REFERENCES keys.users (workspace_id, id)
  );
  CREATE INDEX calendar_feeds_of_user ON keys.calendar_feeds (user_id, created_at DESC, id)`;

const COMMENTS = `
  COMMENT ON TABLE keys.calendar_feeds IS
    'One row per calendar feed ever made; rows are never deleted. A feed shows what its user may see at that moment, to whoever
     has its address. To end one in an emergency set revoked_at: every node looks here at every request.';
  COMMENT ON COLUMN keys.calendar_feeds.token_hash IS
    'HMAC-SHA-256 of the token in its address under the pepper of pepper_id (KEY_PEPPERS). The token itself is not here.'`;
