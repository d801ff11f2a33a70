import { expect } from '@jest/globals';
import { until } from '#libs/testing';
import { copyDatabase } from '../database-copy.setup.js';
import type { System } from '../system.setup.js';
import { cidsOf, untilDue, untilPlanned, type Fault } from './fault.setup.js';
import type { NamedKey } from './verdict.setup.js';

const cutAll =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

async function setReadOnly(system: System, readOnly: boolean): Promise<void> {
  const [here] = await system.query<{ name: string }>('SELECT current_database() AS name');
  const database = here?.name ?? '';
  const change = readOnly ? 'SET default_transaction_read_only = on' : 'RESET default_transaction_read_only';
  await system.query(`BEGIN READ WRITE; ALTER DATABASE ${database} ${change}; COMMIT`);
  await system.query(cutAll);
}

/** Issues a key, and loses what Postgres says to the COMMIT. The answer is 503; the key is found in the database. */
async function issueUnheard(
  system: System,
  { name, dueInMs }: { readonly name: string; readonly dueInMs: number },
): Promise<NamedKey> {
  await system.query(`
    CREATE FUNCTION keys.slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON keys.outbox DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION keys.slow_commit()`);
  const expirationDate = new Date(Date.now() + 7 * 86_400_000 + dueInMs).toISOString();
  const body = { name, roles: [{ type: 'DEFAULT', role: 'USER' }], expirationDate };
  const answer = system.call('POST', '/auth/key', body);
  const committing = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND wait_event = 'PgSleep'`;
  await until(async () => (await system.query(committing)).length > 0, { what: 'it commits' });
  system.network.keysPostgres.dropReplies();
  const find = 'SELECT cid FROM keys.api_keys WHERE name = $1';
  const found = await until(async () => (await system.query<{ cid: string }>(find, name))[0], { what: 'it is committed' });
  system.network.keysPostgres.reset();
  expect((await answer).status).toBe(503);
  system.network.keysPostgres.pass();
  await system.query('DROP TRIGGER slow_commit ON keys.outbox; DROP FUNCTION keys.slow_commit');
  return { name, cid: found.cid, expirationDate, apiKey: '' };
}

/** Waits for a sweep that began after this. */
async function untilSwept(system: System): Promise<void> {
  const sweeps = async () => Number((await system.query<{ number: string }>('SELECT number FROM scheduler.sweeps'))[0]?.number);
  const before = await sweeps();
  await until(async () => (await sweeps()) >= before + 2, { what: 'a sweep has begun and finished', withinMs: 20_000 });
}

/** Issues a key, due after all that is in doubt, as soon as the keys service has found its database again. */
const untilIssues = (system: System, name: string) =>
  until(() => system.issue(name, { days: 7, ms: 9_000 }), { what: 'a key is issued', withinMs: 20_000 });

/** What happens to Postgres, and on the way to it. */
export const postgresFaults: readonly Fault[] = [
  {
    ...{
      number: 3,
      fault: "the answer to keys' COMMIT is lost",
      injected: 'the network drops it and breaks: who issued the key is told 503, and it exists',
      keys: 1,
      dueInMs: 8_000,
    },
    issue: async (system) => [await issueUnheard(system, { name: 'fault-3-unheard.', dueInMs: 8_000 })],
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
    },
  },
  {
    ...{
      number: 3,
      fault: "the answers to the scheduler's statements are lost",
      injected: 'a proxy that delivers statements and drops what Postgres says, from before the due time on, for 3 s after it',
    },
    isSlow: true,
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await untilDue(keys, -1_000);
      system.network.postgres.dropReplies();
      await untilDue(keys, 3_000);
      system.network.postgres.reset();
      system.network.postgres.pass();
    },
  },
  {
    ...{
      number: 18,
      fault: 'the database is cut off across the due time',
      injected: 'a proxy that resets every connection for 5 s',
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      system.network.postgres.reset();
      await untilDue(keys, 5_000);
      system.network.postgres.pass();
    },
  },
  {
    ...{ number: 19, fault: 'backends are terminated', injected: 'pg_terminate_backend of every connection, at the due time' },
    strike: async (system, keys) => {
      await untilDue(keys, 0);
      await system.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    },
  },
  {
    ...{
      number: 20,
      fault: 'Postgres takes no writes',
      injected: 'default_transaction_read_only across the due time: the API says 503, and nothing is sent',
      dueInMs: 6_000,
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await setReadOnly(system, true);
      const answer = await system.call('POST', '/auth/key', { name: 'refused', roles: [{ type: 'DEFAULT', role: 'USER' }] });
      expect(answer).toMatchObject({ status: 503, body: { message: 'Service Unavailable', httpStatus: 503 } });
      await untilDue(keys, 2_000);
      expect(await system.inbox.containing(keys[0]?.name ?? '')).toEqual([]);
      await setReadOnly(system, false);
    },
  },
  {
    ...{ number: 21, fault: 'the ledger is locked', injected: 'LOCK TABLE scheduler.deliveries for 5 s', isSlow: true },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await system.query(`DO $$ BEGIN LOCK TABLE scheduler.deliveries; PERFORM pg_sleep(5); END $$`);
    },
  },
  {
    ...{
      number: 42,
      fault: 'the database is restored from an older backup',
      injected: 'copied when all is planned, put back once all was sent: flagged, not sent again; what is due later is sent',
      dueInMs: 6_000,
      mayFlag: 4,
    },
    isSlow: true,
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      const copy = await copyDatabase(system.databaseUrl);
      for (const { name } of keys) await system.inbox.both(name, 30_000);
      await untilSwept(system);
      await system.crash('scheduler');
      await copy.restore();
      await copy.drop();
      await (await system.start('scheduler')).ready();
      const later = 'fault-42-later.';
      await untilIssues(system, later);
      await system.inbox.both(later, 40_000);
      for (const state of ['PENDING', 'SENDING', 'DELIVERED'])
        expect(
          await system.query(`SELECT FROM scheduler.deliveries WHERE state = $1 AND cid = ANY ($2)`, state, cidsOf(keys)),
        ).toEqual([]);
    },
  },
];
