import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations by email. Users are deactivated, so the service loses the right to delete them. */
export class CreateInvitations1795514400002 implements MigrationInterface {
  readonly name = 'CreateInvitations1795514400002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INVITATIONS);
    await runner.query(COMMENTS);
    await runner.query('REVOKE DELETE ON keys.users, keys.invitations FROM curfew_keys');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT DELETE ON keys.users TO curfew_keys');
    await runner.query('DROP TABLE keys.invitations');
  }
}

const INVITATIONS = `
  CREATE TABLE keys.invitations (
    id           text PRIMARY KEY CHECK (id ~ '^in[0-9a-f]{16}$'),
    workspace_id text NOT NULL,
    user_id      text NOT NULL,
    invited_by   text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > created_at),
    closed_at    timestamptz,
    closed_as    text CHECK (closed_as IN ('ACCEPTED', 'REPLACED', 'WITHDRAWN')),
    CONSTRAINT closed_for_a_reason CHECK (num_nulls(closed_at, closed_as) IN (0, 2)),
    FOREIGN KEY (workspace_id, user_id) REFERENCES keys.users (workspace_id, id)
  );
  CREATE UNIQUE INDEX invitations_open ON keys.invitations (user_id) WHERE closed_at IS NULL`;

const COMMENTS = `
  COMMENT ON TABLE keys.invitations IS
    'Who was asked in, by whom, and what came of it; rows are never deleted. The token of the link is not here: it is derived from
     the id under the pepper (KEY_PEPPERS), so removing that pepper makes links that were sent worthless.';
  COMMENT ON COLUMN keys.invitations.invited_by IS 'The address of whoever invited, as it was then.';
  COMMENT ON COLUMN keys.invitations.closed_as IS
    'ACCEPTED: the user is in. REPLACED: a newer one was sent. WITHDRAWN: the user was deactivated. An open one may have expired.'`;
