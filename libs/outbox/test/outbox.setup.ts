import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dataSourceOptions, migrate, Transactions, type ServiceSchema } from '#libs/database';
import { randomId, systemClock } from '#libs/kernel';
import { openRedis } from '#libs/messaging';
import { Log } from '#libs/observability';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { Outbox, OutboxRelay, type OutboxEntry } from '../src/index.js';

/** The stream the tests publish to. */
export const STREAM = 'test:keys';

/** A schema with nothing but its outbox. */
function schemaOf(schema: ServiceSchema['schema']): ServiceSchema {
  class CreateOutbox implements MigrationInterface {
    readonly name = 'CreateOutbox1767225600000';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`
        CREATE TABLE ${schema}.outbox (
          id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          event_id     text NOT NULL UNIQUE,
          event        jsonb NOT NULL,
          created_at   timestamptz NOT NULL DEFAULT now(),
          published_at timestamptz,
          stream_ms    bigint,
          stream_seq   bigint
        )`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`DROP TABLE ${schema}.outbox`);
    }
  }
  return { schema, entities: [], migrations: [CreateOutbox] };
}

type Entry = OutboxEntry<'Counted', number>;

/** What the tests look at of a published event. */
export interface Counted {
  readonly id: string;
  readonly subject: string;
  readonly data: number;
}

/** An outbox in a database, and relays that publish it to a Redis: both real, both given. */
export class OutboxBench {
  readonly outbox: Outbox<Entry>;
  readonly transactions: Transactions;
  readonly redis: Redis;
  /** What the relays have logged. */
  readonly sentences: string[] = [];
  readonly log = new Log({
    service: 'test',
    level: 'debug',
    destination: { write: (line) => this.sentences.push((JSON.parse(line) as { message: string }).message) },
  });
  private readonly relays: OutboxRelay[] = [];

  private constructor(
    private readonly urls: { readonly database: string; readonly redis: string },
    private readonly source: DataSource,
    private readonly schema: ServiceSchema['schema'],
  ) {
    this.outbox = new Outbox<Entry>({ schema, clock: systemClock, makeId: randomId });
    this.transactions = new Transactions(source);
    this.redis = new Redis(urls.redis, { retryStrategy: () => 20, maxRetriesPerRequest: null, disconnectTimeout: 100 });
    this.redis.on('error', () => undefined);
  }

  /** In the schema `keys` unless told: another one is the outbox of another service, on the same stream. */
  static async over(
    urls: { readonly database: string; readonly redis: string },
    schema: ServiceSchema['schema'] = 'keys',
  ): Promise<OutboxBench> {
    const env = { DATABASE_URL: urls.database };
    await migrate(schemaOf(schema), env);
    const source = new DataSource(dataSourceOptions(schemaOf(schema), { env, asService: true }));
    return new OutboxBench(urls, await source.initialize(), schema);
  }

  /** A connection as the relay of a service has it. */
  openRedis(): Redis {
    return openRedis({ env: { REDIS_URL: this.urls.redis }, log: this.log, use: 'asking' });
  }

  /** A relay that is at work. */
  startRelay(redis = this.openRedis()): OutboxRelay {
    const { schema, transactions, log } = this;
    const env = { DATABASE_URL: this.urls.database };
    const relay = new OutboxRelay({ env, schema, stream: STREAM, redis, transactions, log });
    this.relays.push(relay);
    relay.onApplicationBootstrap();
    return relay;
  }

  /** Commits an event: the number `data` about a subject. */
  append(subject: string, data: number): Promise<void> {
    return this.transactions.run((tx) => this.outbox.append(tx, { type: 'Counted', subject, data }));
  }

  /** Everything on the stream, oldest first. */
  async published(): Promise<Counted[]> {
    const entries = await this.redis.xrange(STREAM, '-', '+');
    return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as Counted);
  }

  /** The numbers published about one subject, oldest first. */
  async numbers(subject: string): Promise<number[]> {
    return (await this.published()).filter((event) => event.subject === subject).map(({ data }) => data);
  }

  /** Many events that were published so long ago: numbers from 1, of ten subjects in turn, as entries `1-0`, `2-0` and so on. */
  async fill({ count, publishedDaysAgo = 0 }: { readonly count: number; readonly publishedDaysAgo?: number }): Promise<void> {
    await this.query(`
      INSERT INTO ${this.schema}.outbox (event_id, event, published_at, stream_ms, stream_seq)
      SELECT 'filled' || n, json_build_object('id', 'filled' || n, 'subject', 's' || n % 10, 'data', n),
             now() - interval '${String(publishedDaysAgo)} days', n, 0
      FROM generate_series(1, ${String(count)}) n ORDER BY n`);
  }

  /** Has the database refuse statements that change or remove more rows of the outbox than that, until the bench is reset. */
  async refuseStatementsOver(rows: number): Promise<void> {
    const trigger = (event: string, table: string) => `
      CREATE TRIGGER bounded_${event} AFTER ${event} ON ${this.schema}.outbox REFERENCING ${table} TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION ${this.schema}.refuse_many()`;
    await this.asOwner(`
      CREATE FUNCTION ${this.schema}.refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM changed) > ${String(rows)} THEN RAISE EXCEPTION 'too many rows in one statement'; END IF;
        RETURN NULL;
      END $$; ${trigger('UPDATE', 'NEW')}; ${trigger('DELETE', 'OLD')}`);
  }

  /** Looks at the database as the service does. */
  query<Row>(sql: string): Promise<Row[]> {
    return this.source.query<Row[]>(sql);
  }

  /** Ends the relays and forgets everything that was published or waits. */
  async reset(): Promise<void> {
    await Promise.all(this.relays.splice(0).map((relay) => relay.beforeApplicationShutdown()));
    await this.asOwner(`DROP FUNCTION IF EXISTS ${this.schema}.refuse_many CASCADE`);
    await this.query(`DELETE FROM ${this.schema}.outbox`);
    await this.redis.del(STREAM);
    this.sentences.length = 0;
  }

  async close(): Promise<void> {
    await this.reset();
    await this.source.destroy();
    this.redis.disconnect();
  }

  private async asOwner(sql: string): Promise<void> {
    const owner = new Client({ connectionString: this.urls.database });
    await owner.connect();
    await owner.query(sql);
    await owner.end();
  }
}
