import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scheduler owes emails to those who were invited. */
export class CreateInvitations1795510800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE scheduler.invitations (
        id              text PRIMARY KEY,
        user_id         text NOT NULL REFERENCES scheduler.users,
        workspace_id    text NOT NULL,
        workspace_name  text NOT NULL,
        invited_by      text NOT NULL,
        expires_at      timestamptz NOT NULL,
        event_id        text NOT NULL,
        request_id      text,
        state           text NOT NULL DEFAULT 'PENDING' CHECK (state IN
                          ('PENDING', 'SENDING', 'DELIVERED', 'FAILED', 'CANCELLED', 'EXPIRED', 'UNCONFIRMED')),
        reason          text CHECK (state IN ('PENDING', 'SENDING', 'DELIVERED') OR reason IS NOT NULL),
        attempts        integer NOT NULL DEFAULT 0,
        next_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
        fence           integer NOT NULL DEFAULT 0,
        lease_until     timestamptz CHECK (state <> 'SENDING' OR lease_until IS NOT NULL),
        claimed_at      timestamptz,
        body_begun_at   timestamptz,
        resent          boolean NOT NULL DEFAULT false,
        provider_ref    text,
        created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at     timestamptz
      );
      CREATE INDEX invitations_pending ON scheduler.invitations (next_at) WHERE state = 'PENDING';
      CREATE INDEX invitations_sending ON scheduler.invitations (lease_until) WHERE state = 'SENDING';
      CREATE INDEX invitations_of_user ON scheduler.invitations (user_id);
      COMMENT ON TABLE scheduler.invitations IS
        'One email owed per invitation. The link is not here: the keys service is asked for it each time one is sent, and says if it is no longer open.';
      COMMENT ON COLUMN scheduler.invitations.state IS
        'PENDING waits for next_at; SENDING is claimed until lease_until; CANCELLED: no longer open; UNCONFIRMED: it may have arrived.';
      COMMENT ON COLUMN scheduler.invitations.fence IS
        'Raised by whoever claims it; an outcome under a lower fence is refused.';
      COMMENT ON COLUMN scheduler.invitations.body_begun_at IS
        'When the body of the email began to go out, this time. Null: it was certainly not accepted.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scheduler.invitations');
  }
}
