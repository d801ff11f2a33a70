import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { isRunning } from '../processes/child.js';
import { poll } from '../processes/poll.js';
import { postgresBinaries } from './postgres-binaries.js';
import { unprivileged, type RunAs } from './unprivileged.js';

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
  if (!existsSync(join(cluster.folder, 'PG_VERSION'))) await makeCluster(cluster, runAs);
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
    ['-D', dataFolder(cluster, runAs), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
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

/** Makes it under another name first: one that was interrupted is never taken for a whole one. */
async function makeCluster({ folder: wanted, password, log }: PostgresCluster, runAs: RunAs): Promise<void> {
  const folder = `${wanted}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  const secret = `${folder}.password`;
  writeFileSync(secret, password, { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined)
    for (const path of [folder, secret]) chownSync(path, runAs.uid, runAs.gid);
  const standardInput = openSync(secret, 'r');
  const initdb = spawn(
    postgresBinaries(runAs).initdb,
    [
      `--pgdata=${dataFolder({ folder }, runAs)}`,
      ...['--username=curfew', '--auth=scram-sha-256', '--pwfile=/dev/stdin'],
      // The same on every system, whatever LANG says.
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ],
    { ...runAs, cwd: folder, env: {}, stdio: [standardInput, log, log] },
  );
  const [code] = (await once(initdb, 'exit')) as [number | null];
  closeSync(standardInput);
  rmSync(secret);
  if (code !== 0) throw new Error(`Postgres could not make its data folder ${wanted}.`);
  rmSync(wanted, { recursive: true, force: true });
  renameSync(folder, wanted);
}

/**
 * The user Postgres runs as may not be allowed to walk to the folder (a checkout in root's home): it is put into it by us and
 * names it by where it stands. Only root runs it as another user, and there only Linux.
 */
function dataFolder({ folder }: Pick<PostgresCluster, 'folder'>, runAs: RunAs): string {
  return runAs.uid === undefined ? folder : '/proc/self/cwd';
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
