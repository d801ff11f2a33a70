import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type INestApplicationContext, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { DatabaseModule, migrate } from '#libs/database';
import { Log, Metrics } from '#libs/observability';
import { createDatabase, type TestDatabase } from '#libs/testing';
import { CircuitsModule, CircuitsService } from '../src/circuits/index.js';
import type { Settlement } from '../src/delivery-core/index.js';
import { ENV, schedulerEnv } from '../src/env.js';
import { schedulerSchema } from '../src/schema.js';

const refused: Settlement = { to: 'release', cause: 'ours', reason: 'invalid_auth', seconds: 60 };
const asked: Settlement = { to: 'release', cause: 'asked', reason: 'slower', seconds: 30 };
const unreachable: Settlement = { to: 'release', cause: 'failed', reason: 'ECONNREFUSED', seconds: 60 };
const accepted: Settlement = { to: 'deliver', providerRef: 'ref' };
const QUIET: Pick<NestApplicationOptions, 'abortOnError' | 'logger'> = { abortOnError: false, logger: false };
const slack = { name: 'SLACK' } as const;
const usual = { probe: false };
const probing = { probe: true };

let database: TestDatabase;
let pool: Pool;
let contexts: INestApplicationContext[];
/** Of two processes. */
let one: CircuitsService;
let other: CircuitsService;
const errors: string[] = [];

@Module({})
class Process {}

const WEBHOOK_SIGNING_KEY = Buffer.alloc(32, 7).toString('base64');

/** The circuits of one more process on the database. */
function startProcess(): Promise<INestApplicationContext> {
  const env = schedulerEnv.parse({ DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1', WEBHOOK_SIGNING_KEY });
  const log = new Log({ service: 'scheduler', level: 'silent' });
  log.error = (message) => void errors.push(message);
  const providers = [
    { provide: ENV, useValue: env },
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: new Metrics('scheduler') },
  ];
  const surroundings = { module: Process, global: true, providers, exports: providers };
  const imports = [surroundings, DatabaseModule.forService(schedulerSchema, env), CircuitsModule];
  return NestFactory.createApplicationContext({ module: class extends Process {}, imports }, QUIET);
}

beforeAll(async () => {
  database = await createDatabase();
  await migrate(schedulerSchema, { DATABASE_URL: database.url });
  pool = new Pool({ connectionString: database.url, max: 1 });
  contexts = [await startProcess(), await startProcess()];
  [one, other] = contexts.map((context) => context.get(CircuitsService)) as [CircuitsService, CircuitsService];
});
afterEach(async () => {
  await pool.query('DELETE FROM scheduler.circuits');
  errors.length = 0;
});
afterAll(async () => {
  await Promise.all([...contexts.map((context) => context.close()), pool.end()]);
  await database.drop();
});

const restIsOver = () => pool.query('UPDATE scheduler.circuits SET rests_until = clock_timestamp()');

/** For how many seconds a channel rests, rounded; 0 if it may be used. */
async function restOf(circuits: CircuitsService): Promise<number> {
  if ('probe' in (await circuits.leave(slack))) return 0;
  const sql = `SELECT extract(epoch FROM rests_until - clock_timestamp())::float AS seconds FROM scheduler.circuits WHERE channel = 'SLACK'`;
  return Math.round((await pool.query<{ seconds: number }>(sql)).rows[0]?.seconds ?? 0);
}

describe('a channel that refuses our own credentials', () => {
  it('rests in all processes, is told of once, and leaves other channels alone', async () => {
    await Promise.all([one, one, other, other].map((circuits) => circuits.note('SLACK', refused, usual)));
    expect([await restOf(one), await restOf(other)]).toEqual([60, 60]);
    expect(errors).toHaveLength(1);
    expect(await other.leave({ name: 'EMAIL' })).toEqual(usual);
  });

  it('is tried after that with one message by one process, and used again once that is accepted', async () => {
    await one.note('SLACK', refused, usual);
    await restIsOver();
    const leaves = await Promise.all([one, other, one, other].map((circuits) => circuits.leave(slack)));
    expect(leaves.filter((leave) => 'probe' in leave)).toEqual([probing]);
    expect(await one.note('SLACK', accepted, probing)).toBe(true);
    expect([await one.leave(slack), await other.leave(slack)]).toEqual([usual, usual]);
  });

  it('rests for longer each time that it refuses again, up to a quarter of an hour, without another word', async () => {
    const rests: number[] = [];
    for (const leave of [usual, probing, probing, probing, probing, probing]) {
      await one.note('SLACK', refused, leave);
      rests.push(await restOf(other));
      await restIsOver();
    }
    expect(rests).toEqual([60, 120, 240, 480, 900, 900]);
    expect(errors).toHaveLength(1);
  });

  it('is tried again when a try found nothing out, or there was nothing to try it with', async () => {
    await one.note('SLACK', refused, usual);
    await restIsOver();
    expect(await one.leave(slack)).toEqual(probing);
    expect(await one.note('SLACK', unreachable, probing)).toBe(false);
    expect(await other.leave(slack)).toEqual(probing);
    await other.unused('SLACK');
    expect(await one.leave(slack)).toEqual(probing);
  });

  it('is tried at once by whoever starts: it may have been given other credentials', async () => {
    await one.note('SLACK', refused, usual);
    await other.onApplicationBootstrap();
    expect(await one.leave(slack)).toEqual(probing);
  });

  it('is asked for at least once a sweep, however long it rests: somebody else may end that', async () => {
    for (let times = 0; times < 5; times += 1) {
      await one.note('SLACK', refused, probing);
      if (times < 4) await restIsOver();
    }
    expect(await restOf(one)).toBe(900);
    expect(await one.leave(slack)).toEqual({ restMs: 30_000 });
  });
});

describe('a channel that asks for a pause', () => {
  it('gets it from all processes, and is not taken for one that refuses us', async () => {
    await one.note('SLACK', asked, usual);
    expect([await restOf(one), await restOf(other)]).toEqual([30, 30]);
    await one.note('SLACK', { ...asked, seconds: 5 }, usual);
    expect(await restOf(other)).toBe(30);
    await restIsOver();
    expect(await other.leave(slack)).toEqual(usual);
    expect(errors).toEqual([]);
  });
});

describe('a channel of so many messages a minute', () => {
  it('gives one leave at a time to all processes together', async () => {
    const email = { name: 'EMAIL', perMinute: 10 } as const;
    const leaves = await Promise.all([one, other, one, other].map((circuits) => circuits.leave(email)));
    expect(leaves.filter((leave) => 'probe' in leave)).toHaveLength(1);
    for (const leave of leaves) if ('restMs' in leave) expect(leave.restMs).toBeLessThanOrEqual(6_000);
    await pool.query(`UPDATE scheduler.circuits SET next_place_at = clock_timestamp()`);
    expect(await other.leave(email)).toEqual(usual);
  });
});
