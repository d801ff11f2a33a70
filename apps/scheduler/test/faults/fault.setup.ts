import { Redis } from 'ioredis';
import { until } from '#libs/testing';
import type { System } from '../system.setup.js';
import { dueAt, type NamedKey } from './verdict.setup.js';

/** Something that goes wrong around the time that reminders are due. */
export interface Fault {
  /** Its place in the catalogue of docs/reliability.md. */
  readonly number: number;
  readonly fault: string;
  readonly injected: string;
  /** In how many milliseconds its keys are due. */
  readonly dueInMs?: number;
  /** How many keys it is about: at most as many as one message names. */
  readonly keys?: number;
  /** Makes it happen, and puts it right. What it does before the keys are issued comes in `before`. */
  readonly strike: (system: System, keys: readonly NamedKey[]) => Promise<void>;
  readonly before?: (system: System) => Promise<void>;
  /** Issues its keys in a way of its own. */
  readonly issue?: (system: System) => Promise<readonly NamedKey[]>;
  /** How many deliveries may say that they are in doubt. */
  readonly mayFlag?: number;
  /** Takes longer than `npm test` should. */
  readonly isSlow?: true;
}

/** Waits until all are due, and a little longer. */
export async function untilDue(keys: readonly NamedKey[], laterMs = 300): Promise<void> {
  await until(() => keys.every((key) => Date.now() > dueAt(key) + laterMs), { what: 'the reminders are due', withinMs: 60_000 });
}

/** Their ids, for a query. */
export const cidsOf = (keys: readonly NamedKey[]) => keys.map(({ cid }) => cid);

/** Waits until the scheduler has worked the events of all of them in. */
export const untilPlanned = (system: System, keys: readonly NamedKey[]) =>
  until(
    async () => {
      const sql = `SELECT count(DISTINCT cid)::int AS count FROM scheduler.reminders WHERE cid = ANY ($1)`;
      return (await system.query<{ count: number }>(sql, cidsOf(keys)))[0]?.count === keys.length;
    },
    { what: 'the reminders are planned', withinMs: 30_000 },
  );

/** Waits until a delivery about one of them is in a state. */
export const untilDelivery = (system: System, keys: readonly NamedKey[], condition: string) => {
  const sql = `SELECT FROM scheduler.deliveries WHERE cid = ANY ($1) AND ${condition}`;
  return until(async () => (await system.query(sql, cidsOf(keys))).length > 0, {
    what: `a delivery has ${condition}`,
    withinMs: 60_000,
  });
};

/** Waits until a message about one of them is under way. */
export const untilSending = (system: System, keys: readonly NamedKey[]) => untilDelivery(system, keys, `state = 'SENDING'`);

/** Waits until nothing about them is under way or waits. */
export const untilSettled = (system: System, keys: readonly NamedKey[]) => {
  const open = `SELECT FROM scheduler.deliveries WHERE cid = ANY ($1) AND state IN ('PENDING', 'SENDING')`;
  return until(async () => (await system.query(open, cidsOf(keys))).length === 0, { what: 'nothing is open' });
};

/** Has what waits for its next try tried at once, by the statement of the runbook. */
export const hurry = async (system: System, keys: readonly NamedKey[]) => {
  const sql = `UPDATE scheduler.deliveries SET next_at = now() WHERE state = 'PENDING' AND cid = ANY ($1)`;
  await system.query(sql, cidsOf(keys));
};

/** Kills the scheduler on the spot and starts it again, with another environment if told. */
export const restartScheduler = async (system: System, changes?: Parameters<System['start']>[1]) => {
  await system.crash('scheduler');
  await (await system.start('scheduler', changes)).ready();
};

/** Asks the system's Redis, past every proxy. */
export async function askRedis<T>(system: System, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(system.redis.url);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}
