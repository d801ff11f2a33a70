import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { isRunning } from '../processes/child.js';
import { poll } from '../processes/poll.js';
import { postgresBinaries } from './postgres-binaries.js';
import { makeData, namedBy } from './postgres-data.js';
import { unprivileged } from './unprivileged.js';

/** A private Postgres cluster: real Postgres, heard on 127.0.0.1 alone. */
export interface PostgresCluster {
  /** Where it keeps its data; the cluster is made here when there is none. The folder above it must exist. */
  readonly folder: string;
  readonly port: number;
  /** The password of its superuser `curfew`, used when the cluster is made and ever after. */
  readonly password: string;
  /** A file descriptor that takes what the server writes. */
  readonly log: number;
  /** Server settings besides those every private Postgres has. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What it takes to connect to a cluster. */
export type Login = Pick<PostgresCluster, 'port' | 'password'>;

/** The signal that ends a Postgres in order and at once: sessions are cut, whatever was committed is kept. */
export const POSTGRES_STOP = 'SIGINT';

/** Starts the cluster, making it first if need be; the process may not answer yet. */
export async function spawnPostgres(cluster: PostgresCluster): Promise<ChildProcess> {
  const runAs = unprivileged();
  if (!existsSync(join(cluster.folder, 'PG_VERSION'))) await makeData(cluster, runAs);
  const settings = {
    port: String(cluster.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...cluster.settings,
  };
  return spawn(
    postgresBinaries(runAs).postgres,
    ['-D', namedBy(cluster.folder, runAs), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...runAs, cwd: cluster.folder, env: {}, detached: true, stdio: ['ignore', cluster.log, cluster.log] },
  );
}

/** Waits until the cluster answers queries; fails early when its process ends. */
export async function postgresAnswers(cluster: Login, server: ChildProcess): Promise<void> {
  await poll(() => query(postgresUrl(cluster), 'SELECT 1').then(() => true), {
    what: 'Postgres answers',
    withinMs: 30_000,
    giveUp: () => {
      if (!isRunning(server)) throw new Error('Postgres ended while it was starting.');
    },
  });
}

/** The URL of one of the cluster's databases, password included. */
export function postgresUrl({ port, password }: Login, database = 'postgres'): string {
  return `postgres://curfew:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes the database if the cluster lacks it. */
export async function ensureDatabase(cluster: Login, database: string): Promise<void> {
  const url = postgresUrl(cluster);
  const { rowCount } = await query(url, 'SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) await query(url, `CREATE DATABASE ${database}`);
}

async function query(url: string, statement: string, values: readonly unknown[] = []) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query(statement, [...values]);
  } finally {
    await client.end();
  }
}
