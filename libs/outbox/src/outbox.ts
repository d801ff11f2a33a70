import type { Clock, IdMaker } from '#libs/kernel';
import { rows, type ServiceSchema, type Transaction } from '#libs/database';
import { currentTraceparent, currentTrail } from '#libs/observability';

/** An event to be published once the transaction that writes it has committed. */
export interface OutboxEntry<Type extends string, Data> {
  readonly type: Type;
  /** The id of what it is about; events of one subject keep their order. */
  readonly subject: string;
  readonly data: Data;
}

interface OutboxOptions {
  readonly schema: ServiceSchema['schema'];
  readonly clock: Clock;
  readonly makeId: IdMaker;
}

/**
 * The transactional outbox: events are rows, written beside the state they tell of, so that one can't exist without the
 * other. The relay publishes them afterwards. The table is `<schema>.outbox`.
 */
export class Outbox<Entry extends OutboxEntry<string, unknown>> {
  constructor(private readonly options: OutboxOptions) {}

  /** Adds a CloudEvent to the transaction and wakes the relay when it commits. */
  append(tx: Transaction, entry: Entry): Promise<void> {
    return this.appendAll(tx, [entry]);
  }

  /** Adds CloudEvents to the transaction in this order, and wakes the relay when it commits. */
  async appendAll(tx: Transaction, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const { schema } = this.options;
    const events = entries.map((entry) => this.eventOf(entry));
    const sql = `
      INSERT INTO ${schema}.outbox (event_id, event)
      SELECT id, event FROM unnest($1::text[], $2::jsonb[]) WITH ORDINALITY AS e (id, event, place) ORDER BY place`;
    await rows(tx, { sql, parameters: [events.map(({ id }) => id), events.map((event) => JSON.stringify(event))] });
    await rows(tx, { sql: `SELECT pg_notify($1, '')`, parameters: [outboxChannel(schema)] });
  }

  private eventOf({ type, subject, data }: Entry) {
    const { schema, clock, makeId } = this.options;
    return {
      specversion: '1.0',
      id: makeId('ev'),
      source: `/curfew/${schema}`,
      type,
      subject,
      time: clock.now().toISOString(),
      datacontenttype: 'application/json',
      ...requestOf(currentTrail()),
      ...traceOf(currentTraceparent()),
      data,
    };
  }
}

function requestOf({ requestId }: { readonly requestId?: string }): { requestid?: string } {
  return requestId === undefined ? {} : { requestid: requestId };
}

function traceOf(traceparent: string | undefined): { traceparent?: string } {
  return traceparent === undefined ? {} : { traceparent };
}

/** The Postgres NOTIFY channel that tells the relay of a schema that there is something to publish. */
export function outboxChannel(schema: ServiceSchema['schema']): string {
  return `${schema}_outbox`;
}
