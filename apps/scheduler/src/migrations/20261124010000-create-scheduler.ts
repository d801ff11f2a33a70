import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scheduler's first tables: what it knows of credentials, what it owes, and what it has sent. */
export class CreateScheduler1795482000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [credentials, reminders, messages, deliveries, inbox, sweeps]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE scheduler.sweeps, scheduler.inbox, scheduler.deliveries, scheduler.messages, scheduler.reminders, scheduler.credentials',
    );
  }
}

const credentials = `
  CREATE TABLE scheduler.credentials (
    cid           text PRIMARY KEY,
    workspace_id  text NOT NULL,
    version       integer NOT NULL CHECK (version > 0),
    snapshot      jsonb NOT NULL,
    expiry        text,
    expires_at    timestamptz,
    revoked_at    timestamptz,
    event_id      text NOT NULL,
    request_id    text,
    heard_at      timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE scheduler.credentials IS
    'What the scheduler last heard of each credential. A copy: the truth is with the service that issued it, and arrives as events.';
  COMMENT ON COLUMN scheduler.credentials.event_id IS 'The event that brought this version; search the logs for it.'`;

const reminders = `
  CREATE TABLE scheduler.reminders (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cid           text NOT NULL REFERENCES scheduler.credentials,
    workspace_id  text NOT NULL,
    expiry        text NOT NULL,
    expires_at    timestamptz NOT NULL,
    lead_days     integer NOT NULL CHECK (lead_days BETWEEN 1 AND 90),
    due_at        timestamptz NOT NULL CHECK (due_at < expires_at),
    state         text NOT NULL CHECK (state IN ('PLANNED', 'FIRED', 'SKIPPED', 'CANCELLED', 'SUPERSEDED', 'FAILED')),
    reason        text CHECK (state IN ('PLANNED', 'FIRED') OR reason IS NOT NULL),
    generation    integer NOT NULL DEFAULT 1,
    alarm_epoch   text,
    fired_at      timestamptz,
    UNIQUE (cid, expiry, lead_days)
  );
  CREATE INDEX reminders_due ON scheduler.reminders (due_at) WHERE state = 'PLANNED';
  COMMENT ON TABLE scheduler.reminders IS
    'One planned notice per credential, expiry and lead time. PLANNED and overdue for more than a sweep interval means that nothing sweeps.';
  COMMENT ON COLUMN scheduler.reminders.expiry IS
    'Which expiry this is about: a day in a zone, or an exact instant. It is what keeps a date from being reminded of twice.';
  COMMENT ON COLUMN scheduler.reminders.generation IS 'Counts changes of due_at; part of the alarm''s job id.';
  COMMENT ON COLUMN scheduler.reminders.alarm_epoch IS
    'Which memory of Redis holds this reminder''s alarm; another value than the current epoch means it has none.'`;

const messages = `
  CREATE TABLE scheduler.messages (
    id             text PRIMARY KEY,
    workspace_id   text NOT NULL,
    channel        text NOT NULL CHECK (channel IN ('EMAIL', 'SLACK')),
    recipient      text NOT NULL,
    state          text NOT NULL CHECK (state IN ('SENDING', 'DELIVERED', 'RELEASED', 'FAILED', 'UNCONFIRMED')),
    reason         text,
    fence          integer NOT NULL DEFAULT 1,
    lease_until    timestamptz NOT NULL,
    claimed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    body_begun_at  timestamptz,
    resent         boolean NOT NULL DEFAULT false,
    provider_ref   text,
    finished_at    timestamptz
  );
  CREATE INDEX messages_open ON scheduler.messages (channel, lease_until) WHERE state = 'SENDING';
  CREATE INDEX messages_recent ON scheduler.messages (channel, recipient, claimed_at);
  COMMENT ON TABLE scheduler.messages IS
    'One row per message handed to a provider: the intent is committed before the call, the outcome after it.';
  COMMENT ON COLUMN scheduler.messages.fence IS
    'Raised by whoever takes the message over; an outcome under a lower fence is refused.';
  COMMENT ON COLUMN scheduler.messages.body_begun_at IS
    'When the body of an email began to go out. Null: it was certainly never accepted.';
  COMMENT ON COLUMN scheduler.messages.resent IS
    'It went out twice under one Message-ID because the first answer was lost; the recipient may have it twice.'`;

const deliveries = `
  CREATE TABLE scheduler.deliveries (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reminder_id   bigint NOT NULL REFERENCES scheduler.reminders,
    cid           text NOT NULL REFERENCES scheduler.credentials,
    workspace_id  text NOT NULL,
    expires_at    timestamptz NOT NULL,
    channel       text NOT NULL CHECK (channel IN ('EMAIL', 'SLACK')),
    recipient     text NOT NULL,
    state         text NOT NULL CHECK (state IN
                    ('PENDING', 'SENDING', 'DELIVERED', 'FAILED', 'CANCELLED', 'SUPERSEDED', 'EXPIRED', 'UNCONFIRMED')),
    reason        text CHECK (state IN ('PENDING', 'SENDING', 'DELIVERED') OR reason IS NOT NULL),
    attempts      integer NOT NULL DEFAULT 0,
    next_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    message_id    text REFERENCES scheduler.messages CHECK (state <> 'SENDING' OR message_id IS NOT NULL),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at   timestamptz,
    UNIQUE (reminder_id, channel, recipient)
  );
  CREATE INDEX deliveries_pending ON scheduler.deliveries (channel, next_at) WHERE state = 'PENDING';
  CREATE INDEX deliveries_of_credential ON scheduler.deliveries (cid);
  CREATE INDEX deliveries_of_message ON scheduler.deliveries (message_id);
  COMMENT ON TABLE scheduler.deliveries IS
    'The ledger: who was told of which reminder, or why not. A reminder is unique per credential, expiry and lead time, so this is too.'`;

const inbox = `
  CREATE TABLE scheduler.inbox (
    event_id    text PRIMARY KEY,
    heard_at    timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX inbox_by_age ON scheduler.inbox (heard_at);
  COMMENT ON TABLE scheduler.inbox IS 'Events already worked in, so that one delivered twice counts once. Kept for 30 days.'`;

const sweeps = `
  CREATE TABLE scheduler.sweeps (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    finished_at  timestamptz NOT NULL
  );
  COMMENT ON TABLE scheduler.sweeps IS 'One row: when a sweep last finished, whichever process did it. Old means: page somebody.'`;
