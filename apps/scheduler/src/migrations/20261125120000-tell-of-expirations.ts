import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scheduler speaks too: of reminders that fall due and of expirations that pass. What is over by now is not told of. */
export class TellOfExpirations1795608000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outbox);
    await runner.query(told);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX scheduler.credentials_to_expire');
    await runner.query('ALTER TABLE scheduler.credentials DROP COLUMN expiry_told');
    await runner.query('DROP TABLE scheduler.outbox');
  }
}

const outbox = `
  CREATE TABLE scheduler.outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id     text NOT NULL UNIQUE,
    event        jsonb NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    stream_ms    bigint,
    stream_seq   bigint
  );
  CREATE INDEX outbox_waiting ON scheduler.outbox (id) WHERE published_at IS NULL;
  CREATE INDEX outbox_by_stream_id ON scheduler.outbox (stream_ms, stream_seq) WHERE published_at IS NOT NULL;
  COMMENT ON TABLE scheduler.outbox IS
    'Events on their way to the Redis stream curfew:keys, in the order of id. If rows wait here, Redis is away or no scheduler
     runs; they go out by themselves once both are back. Published rows are removed after seven days.';
  COMMENT ON COLUMN scheduler.outbox.published_at IS
    'Null while the event waits. Set it back to null to publish an event again: consumers drop what they have seen.';
  COMMENT ON COLUMN scheduler.outbox.stream_ms IS
    'With stream_seq, the id Redis gave the event. Rows beyond the last id Redis remembers are published again.'`;

const told = `
  ALTER TABLE scheduler.credentials ADD COLUMN expiry_told text;
  UPDATE scheduler.credentials SET expiry_told = expiry WHERE expires_at <= clock_timestamp();
  CREATE INDEX credentials_to_expire ON scheduler.credentials (expires_at)
    WHERE expiry IS NOT NULL AND expiry IS DISTINCT FROM expiry_told;
  COMMENT ON COLUMN scheduler.credentials.expiry_told IS
    'The expiry that KeyExpired was last told of. Another value than expiry means that it has not passed, or is still to be told of.'`;
