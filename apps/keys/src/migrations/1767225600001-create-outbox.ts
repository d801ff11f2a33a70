import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The events that were committed together with the change they tell of, until they are published and for a week after. */
export class CreateOutbox1767225600001 implements MigrationInterface {
  readonly name = 'CreateOutbox1767225600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OUTBOX);
    await runner.query(COMMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.outbox');
  }
}

const OUTBOX = `
  CREATE TABLE keys.outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id     text NOT NULL UNIQUE,
    event        jsonb NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    stream_ms    bigint,
    stream_seq   bigint
  );
  CREATE INDEX outbox_waiting ON keys.outbox (id) WHERE published_at IS NULL;
  CREATE INDEX outbox_by_stream_id ON keys.outbox (stream_ms, stream_seq) WHERE published_at IS NOT NULL`;

const COMMENTS = `
  COMMENT ON TABLE keys.outbox IS
    'Events on their way to the Redis stream curfew:keys, in the order of id. If rows wait here, Redis is away or no keys process
     runs; they go out by themselves once both are back. Published rows are removed after seven days.';
  COMMENT ON COLUMN keys.outbox.published_at IS
    'Null while the event waits. Set it back to null to publish an event again: consumers drop what they have seen.';
  COMMENT ON COLUMN keys.outbox.stream_ms IS
    'With stream_seq, the id Redis gave the event. Rows beyond the last id Redis remembers are published again.'`;
