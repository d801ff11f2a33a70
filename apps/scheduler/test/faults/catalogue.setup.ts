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
  /** How many deliveries may say that they are in doubt. */
  readonly mayFlag?: number;
  /** Takes longer than `npm test` should. */
  readonly isSlow?: true;
}

async function untilDue(keys: readonly NamedKey[], laterMs = 300): Promise<void> {
  await until(() => keys.every((key) => Date.now() > dueAt(key) + laterMs), { what: 'the reminders are due', withinMs: 60_000 });
}

const cidsOf = (keys: readonly NamedKey[]) => keys.map(({ cid }) => cid);

const untilPlanned = (system: System, keys: readonly NamedKey[]) =>
  until(
    async () => {
      const sql = `SELECT count(DISTINCT cid)::int AS count FROM scheduler.reminders WHERE cid = ANY ($1)`;
      return (await system.query<{ count: number }>(sql, cidsOf(keys)))[0]?.count === keys.length;
    },
    { what: 'the reminders are planned', withinMs: 30_000 },
  );

const underWay = `SELECT FROM scheduler.deliveries WHERE state = 'SENDING' AND cid = ANY ($1)`;

const untilSending = (system: System, keys: readonly NamedKey[]) =>
  until(async () => (await system.query(underWay, cidsOf(keys))).length > 0, {
    what: 'a message is under way',
    withinMs: 60_000,
  });

const restartScheduler = async (system: System) => {
  await system.crash('scheduler');
  await (await system.start('scheduler')).ready();
};

async function askRedis<T>(system: System, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(system.redis.url);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** What is injected into real processes, one after the other. */
export const catalogue: readonly Fault[] = [
  {
    ...{
      number: 1,
      fault: 'keys is killed between commit and publish',
      injected: 'Redis killed, key issued, keys killed with SIGKILL',
    },
    before: (system) => system.redis.kill(),
    strike: async (system, keys) => {
      await system.crash('keys');
      await untilDue(keys);
      await system.redis.restart();
      await (await system.start('keys')).ready();
    },
  },
  {
    ...{
      number: 4,
      fault: 'the scheduler is killed while it hears an event',
      injected: 'SIGKILL right after the key was issued',
    },
    strike: (system) => restartScheduler(system),
  },
  {
    ...{
      number: 6,
      fault: 'Redis is killed, with its append-only file',
      injected: 'SIGKILL before the due time, restarted after',
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await system.redis.kill();
      await untilDue(keys);
      await system.redis.restart();
    },
  },
  {
    ...{
      number: 7,
      fault: 'Redis forgets everything',
      injected: 'FLUSHALL with the reminders planned',
      keys: 20,
      dueInMs: 8_000,
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await system.redis.flushAll();
    },
  },
  {
    ...{ number: 8, fault: 'the alarms are gone, and nothing else', injected: "DEL of BullMQ's delayed set" },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await askRedis(system, async (redis) => redis.del(...(await redis.keys('*:delayed')), 'no-such-key'));
    },
  },
  {
    ...{ number: 11, fault: 'Redis is frozen across the due time', injected: 'SIGSTOP for 10 s' },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      system.redis.freeze();
      await untilDue(keys, 7_000);
      system.redis.thaw();
    },
  },
  {
    ...{ number: 12, fault: 'the connection to Redis hangs, then breaks', injected: 'a proxy that hangs, then resets' },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      system.network.redis.hang();
      await untilDue(keys, 3_000);
      system.network.redis.reset();
      system.network.redis.pass();
    },
  },
  {
    ...{
      number: 13,
      fault: 'the scheduler is killed in the middle of sending, three times',
      injected: 'mail server hangs, SIGKILL',
    },
    isSlow: true,
    strike: async (system, keys) => {
      await system.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 3 }, slack: { fault: 'hang', times: 1 } });
      for (let round = 0; round < 3; round += 1) {
        await untilSending(system, keys);
        await restartScheduler(system);
      }
      await system.inbox.faults({ email: null, slack: null });
    },
  },
  {
    ...{ number: 15, fault: 'two schedulers share the work', injected: 'a second process', keys: 20, dueInMs: 10_000 },
    strike: async (system, keys) => {
      const second = await system.startSecondScheduler();
      await untilDue(keys, 3_000);
      await second.kill();
    },
  },
  {
    ...{ number: 16, fault: 'the scheduler is asked to end with messages under way', injected: 'SIGTERM, twice' },
    isSlow: true,
    strike: async (system, keys) => {
      await system.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 1 } });
      await untilSending(system, keys);
      await Promise.all([system.scheduler.kill(), system.scheduler.kill()]);
      await system.inbox.faults({ email: null });
      await (await system.start('scheduler')).ready();
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
    ...{ number: 21, fault: 'the ledger is locked', injected: 'LOCK TABLE scheduler.deliveries for 5 s' },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await system.query(`DO $$ BEGIN LOCK TABLE scheduler.deliveries; PERFORM pg_sleep(5); END $$`);
    },
  },
  {
    ...{ number: 22, fault: 'the mail server says later', injected: '451 once: tried again after a minute', isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 23, fault: 'the mailbox does not exist', injected: '550 5.1.1: FAILED with a reason, Slack is told' },
    before: (system) => system.inbox.faults({ email: { fault: 'reply', code: 550, times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 25, fault: 'the mail server takes it and hangs up', injected: 'the connection drops after the final dot, once' },
    ...{ mayFlag: 2, isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'dropAfterAcceptance', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 26, fault: 'our own login is refused', injected: '535 once: the channel rests, and goes on', isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'reply', code: 535, times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 27, fault: 'Slack limits the rate', injected: '429 with Retry-After 4, three times' },
    before: (system) => system.inbox.faults({ slack: { fault: 'rateLimit', retryAfter: 4, times: 3 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{
      number: 28,
      fault: 'Slack takes it and its answer is lost',
      injected: 'the connection drops after the message was posted',
    },
    before: (system) => system.inbox.faults({ slack: { fault: 'dropAfterAcceptance', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 29, fault: 'the channel is archived', injected: 'is_archived: FAILED with a reason, email is told' },
    before: (system) => system.inbox.faults({ slack: { fault: 'error', error: 'is_archived', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
];
