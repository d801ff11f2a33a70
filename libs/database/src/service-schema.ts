import type { DataSourceOptions, MixedList } from 'typeorm';
import { ANSWER_MS, BoundedClient } from './bounded-client.js';
import { databaseUrl, type DatabaseEnv } from './database.env.js';

/** What one service keeps in Postgres: a schema of its own, and the way there. */
export interface ServiceSchema {
  /** The schema's name, which is the service's. */
  readonly schema: 'keys' | 'scheduler';
  /** Classes of the entities the service reads and writes through TypeORM. */
  readonly entities: MixedList<new () => object>;
  /** Classes of the migrations, oldest first. */
  readonly migrations: MixedList<new () => object>;
}

/** The database role a service acts as: it may read and write its own schema's rows, and nothing else. */
export function roleOf(schema: ServiceSchema['schema']): string {
  return `curfew_${schema}`;
}

interface ConnectionOptions {
  readonly env: DatabaseEnv;
  /** Act as the service's own role; migrations act as the user of the URL instead. */
  readonly asService: boolean;
}

/**
 * How a service connects: bounded waits on everything, so that a locked table or a lost network costs an error, not a
 * pile-up. The search path is left alone: every statement names its schema.
 */
export function dataSourceOptions(service: ServiceSchema, { env, asService }: ConnectionOptions) {
  // In the URL, because pg lets it win over every other option: a URL with options of its own would undo the role.
  const settings = `-c timezone=UTC${asService ? `${STATEMENT_LIMITS} -c role=${roleOf(service.schema)}` : ''}`;
  return {
    type: 'postgres',
    url: databaseUrl(env, settings),
    schema: service.schema,
    entities: service.entities,
    migrations: service.migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    applicationName: `curfew-${service.schema}`,
    poolSize: 10,
    connectTimeoutMS: 5_000,
    extra: {
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // A migration may take as long as it takes.
      ...(asService ? { query_timeout: ANSWER_MS } : {}),
      Client: BoundedClient,
    },
  } as const satisfies DataSourceOptions;
}

/**
 * A statement may take 15 s, a wait for a lock 5 s, and nobody holds a transaction open while idle for more than 10 s: others
 * wait no longer than that for a process that froze in the middle of one.
 */
const STATEMENT_LIMITS = ' -c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000';
