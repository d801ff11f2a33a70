import { setTimeout as pause } from 'node:timers/promises';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { DatabaseEnv } from './database.env.js';
import { rows } from './rows.js';
import { dataSourceOptions, roleOf, type ServiceSchema } from './service-schema.js';

/**
 * Brings a service's schema up to date: makes the service's role and schema where they are missing, then runs the migrations
 * that have not run. Safe to start twice at once: the second waits. Answers the names of the migrations that ran.
 *
 * The user of `DATABASE_URL` owns the tables and needs CREATEROLE the first time; the service itself only gets the rows.
 */
export async function migrate(service: ServiceSchema, env: DatabaseEnv): Promise<readonly string[]> {
  const source = new DataSource(dataSourceOptions(service, { env, asService: false }));
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await takeTurn(lock);
    await prepareSchema(source.manager, service.schema);
    const ran = await source.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}

/** How long whoever waits for another's migrations rests before asking again, in milliseconds. */
const REST_MS = 100;

/**
 * Holds a lock until `lock` is released, and waits for it outside of any statement: an index that is built concurrently waits
 * for every statement that began before it, and the one who builds it holds the lock.
 */
async function takeTurn(lock: QueryRunner): Promise<void> {
  const sql = `SELECT pg_try_advisory_lock(hashtext('curfew.migrate')) AS "isMine"`;
  for (;;) {
    const [answer] = await rows<{ isMine: boolean }>(lock.manager, { sql });
    if (answer?.isMine === true) return;
    await pause(REST_MS);
  }
}

async function prepareSchema(manager: EntityManager, schema: ServiceSchema['schema']): Promise<void> {
  const role = roleOf(schema);
  // Another database of the cluster may be making the role at this moment.
  await manager.query(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$`);
  // Since Postgres 16 whoever makes a role is a member of it, and yet may not act as it until granted.
  await manager.query(`
    DO $$ BEGIN
      IF NOT pg_has_role(current_user, '${role}', CASE WHEN ${SINCE_16} THEN 'SET' ELSE 'MEMBER' END)
      THEN GRANT ${role} TO CURRENT_USER; END IF;
    END $$`);
  await manager.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await manager.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
  await manager.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`);
  await manager.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE ON SEQUENCES TO ${role}`);
}

const SINCE_16 = `current_setting('server_version_num')::int >= 160000`;
