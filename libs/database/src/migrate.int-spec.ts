import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, until, type TestDatabase } from '#libs/testing';
import { Client } from 'pg';
import { connect, keys, scheduler } from '../test/schemas.setup.js';
import { migrate } from './migrate.js';

let database: TestDatabase;
let superuser: Client;
beforeAll(async () => {
  database = await createDatabase();
  superuser = new Client({ connectionString: database.url });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

/** A user of an installation that gives no superuser: may create schemas, and has a password beside the URL. */
async function aUser(rights: string) {
  const name = `user_${String(Math.trunc(performance.now() * 1_000))}`;
  await superuser.query(`CREATE ROLE ${name} LOGIN ${rights} PASSWORD 'p@ss/w%rd'`);
  await superuser.query(`GRANT CREATE ON DATABASE ${new URL(database.url).pathname.slice(1)} TO ${name}`);
  const url = new URL(database.url);
  url.username = name;
  url.password = '';
  const remove = () => superuser.query(`DROP OWNED BY ${name} CASCADE; DROP ROLE ${name}`);
  return { env: { DATABASE_URL: url.href, DATABASE_PASSWORD: 'p@ss/w%rd' }, name, remove };
}

describe('migrate', () => {
  it('runs every migration once when started several times at once, for both services', async () => {
    const env = { DATABASE_URL: database.url };
    const ran = await Promise.all([migrate(keys, env), migrate(scheduler, env), migrate(keys, env), migrate(scheduler, env)]);
    expect(ran.flat().toSorted()).toEqual(['CreateKeys1767225600000', 'CreateScheduler1767225600000']);
  });

  it('answers nothing when there is nothing to do, and leaves no connection behind', async () => {
    const env = { DATABASE_URL: database.url };
    await migrate(keys, env);
    expect(await migrate(keys, env)).toEqual([]);
    const left = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'curfew-keys'`;
    await until(async () => (await superuser.query(left)).rowCount === 0, { what: 'the last connection of migrate ends' });
  });

  it('needs no superuser: one who has made the role, and may not act as it yet, lets himself', async () => {
    const { env, name, remove } = await aUser('CREATEROLE');
    await superuser.query('DROP SCHEMA IF EXISTS keys CASCADE');
    // What Postgres gives a user who creates a role without being a superuser.
    await superuser.query(`GRANT curfew_keys TO ${name} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
    expect(await migrate(keys, env)).toEqual(['CreateKeys1767225600000']);
    const source = await connect(keys, env);
    expect(await source.query('SELECT current_user AS me')).toEqual([{ me: 'curfew_keys' }]);
    await source.destroy();
    await remove();
  });

  it('needs CREATEROLE only while the role is missing', async () => {
    const { env, name, remove } = await aUser('');
    await superuser.query('DROP SCHEMA IF EXISTS keys CASCADE');
    await superuser.query(`GRANT curfew_keys TO ${name}`);
    expect(await migrate(keys, env)).toEqual(['CreateKeys1767225600000']);
    await remove();
  });

  it('fails with the reason when the password is wrong', async () => {
    const { env, remove } = await aUser('');
    await expect(migrate(keys, { ...env, DATABASE_PASSWORD: 'wrong' })).rejects.toThrow('password authentication failed');
    await remove();
  });
});
