import { rows, type ServiceSchema, type Transaction } from '#libs/database';

/** An event that waits to be published. */
export interface WaitingEvent {
  /** Its place in the order of the outbox. */
  readonly id: string;
  readonly event: object;
}

/** A Redis stream entry id, `milliseconds-sequence`. */
export type StreamId = string;

/** The rows of `<schema>.outbox`. */
export class OutboxRepository {
  private readonly table: string;

  constructor(private readonly schema: ServiceSchema['schema']) {
    this.table = `${schema}.outbox`;
  }

  /** Takes the relay's turn until the transaction ends: one relay publishes at a time, so that order is kept. */
  async takeTurn(tx: Transaction): Promise<boolean> {
    const sql = `SELECT pg_try_advisory_xact_lock(hashtext('curfew.relay'), hashtext($1)) AS mine`;
    const [answer] = await rows<{ mine: boolean }>(tx, { sql, parameters: [this.schema] });
    return answer?.mine ?? false;
  }

  /** The oldest unpublished events. By state, not by position: a late commit of an early row is still found. */
  waiting(tx: Transaction, limit: number): Promise<WaitingEvent[]> {
    const sql = `SELECT id, event FROM ${this.table} WHERE published_at IS NULL ORDER BY id LIMIT $1`;
    return rows(tx, { sql, parameters: [limit] });
  }

  async markPublished(
    tx: Transaction,
    published: readonly { readonly id: string; readonly streamId: StreamId }[],
  ): Promise<void> {
    const sql = `
      UPDATE ${this.table} o SET published_at = now(), stream_ms = p.ms, stream_seq = p.seq
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS p (id, ms, seq) WHERE o.id = p.id`;
    const parts = published.map(({ streamId }) => splitStreamId(streamId));
    const parameters = [published.map(({ id }) => id), parts.map(([ms]) => ms), parts.map(([, sequence]) => sequence)];
    await rows(tx, { sql, parameters });
  }

  /**
   * Puts back what was published after `streamId`, which is the last thing Redis remembers: the oldest of it, at most `most`, so
   * that no statement takes long. Answers how many; 0 when nothing is left to be put back.
   */
  async putBackAfter(tx: Transaction, streamId: StreamId, most: number): Promise<number> {
    const sql = `
      UPDATE ${this.table} SET published_at = NULL, stream_ms = NULL, stream_seq = NULL
      WHERE id IN (
        SELECT id FROM ${this.table} WHERE published_at IS NOT NULL AND (stream_ms, stream_seq) > ($1::bigint, $2::bigint)
        ORDER BY stream_ms, stream_seq LIMIT $3
      ) RETURNING 1`;
    return (await rows(tx, { sql, parameters: [...splitStreamId(streamId), most] })).length;
  }

  /**
   * Forgets events published more than `days` ago: those among the `most` oldest, so that no statement takes long and none reads
   * the whole table. Answers how many; 0 when there was nothing to forget.
   */
  async prune(tx: Transaction, { days, most }: { readonly days: number; readonly most: number }): Promise<number> {
    const sql = `
      DELETE FROM ${this.table} WHERE id IN (
        SELECT id FROM (SELECT id, published_at FROM ${this.table} ORDER BY id LIMIT $2) oldest
        WHERE published_at < now() - make_interval(days => $1)
      ) RETURNING 1`;
    return (await rows(tx, { sql, parameters: [days, most] })).length;
  }

  /** How many events wait, and for how many seconds the oldest has. */
  async backlog(tx: Transaction): Promise<{ readonly count: number; readonly oldestSeconds: number }> {
    const sql = `
      SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS "oldestSeconds"
      FROM ${this.table} WHERE published_at IS NULL`;
    const [backlog] = await rows<{ count: number; oldestSeconds: number }>(tx, { sql });
    return backlog ?? { count: 0, oldestSeconds: 0 };
  }
}

function splitStreamId(streamId: StreamId): readonly [string, string] {
  const [milliseconds = '0', sequence = '0'] = streamId.split('-');
  return [milliseconds, sequence];
}
