import { closeSync, openSync } from 'node:fs';
import { type ChildProcess } from 'node:child_process';
import { ensureDatabase, POSTGRES_STOP, postgresAnswers, spawnPostgres, type PostgresCluster } from '../services/postgres.js';
import { redisAnswers, spawnRedis, type RedisServer } from '../services/redis.js';
import { type Home } from './home.js';
import { type PartPlan } from './part.js';

/** The database in which the stack's services have their schemas. */
export const DATABASE = 'curfew';

/** The private Postgres, with its database made. */
export function postgresPart(home: Home, cluster: Omit<PostgresCluster, 'log'>): PartPlan {
  return {
    ...place(home, 'postgres'),
    stopSignal: POSTGRES_STOP,
    // Killed outright it would leave its sessions' processes behind for a while; this ends them all at once.
    forceSignal: 'SIGQUIT',
    spawn: () => withLog(home.log('postgres'), (log) => spawnPostgres({ ...cluster, log })),
    answers: async (child) => {
      await postgresAnswers(cluster, child);
      await ensureDatabase(cluster, DATABASE);
    },
  };
}

/** The private Redis. */
export function redisPart(home: Home, server: Omit<RedisServer, 'log'>): PartPlan {
  return {
    ...place(home, 'redis'),
    stopSignal: 'SIGTERM',
    forceSignal: 'SIGKILL',
    spawn: () => withLog(home.log('redis'), (log) => Promise.resolve(spawnRedis({ ...server, log }))),
    answers: (child) => redisAnswers(server, child),
  };
}

/** What every part of a home has: a name, a log and a record. */
export function place(home: Home, name: string): Pick<PartPlan, 'name' | 'logFile' | 'record'> {
  return { name, logFile: home.log(name), record: home.record(name) };
}

async function withLog(file: string, start: (log: number) => Promise<ChildProcess>): Promise<ChildProcess> {
  const log = openSync(file, 'a', 0o600);
  try {
    return await start(log);
  } finally {
    // The child has its own by now.
    closeSync(log);
  }
}
