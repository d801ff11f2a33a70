import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import { until } from '#libs/testing';
import type { System } from '../system.setup.js';
import {
  cidsOf,
  restartScheduler,
  untilDelivery,
  untilDue,
  untilPlanned,
  untilSending,
  untilSettled,
  type Fault,
} from './fault.setup.js';
import { textsOnStream } from './stream.setup.js';
import type { NamedKey } from './verdict.setup.js';

const DAY_MS = 86_400_000;

/** Where the scheduler's clock is set. The module that reads it is imported before everything else of the process. */
const CLOCK_FILE = join(tmpdir(), `curfew-clock-${String(process.pid)}`);
const WRONG_CLOCK = pathToFileURL(join(process.cwd(), 'apps/scheduler/test/faults/wrong-clock.mjs'));
WRONG_CLOCK.searchParams.set('file', CLOCK_FILE);

const setClock = (aheadMs: number) => {
  writeFileSync(CLOCK_FILE, String(aheadMs));
};

const timesPublished = async (system: System, keys: readonly NamedKey[]) =>
  (await textsOnStream(system)).filter((text) => keys.some(({ cid }) => text.includes(cid))).length;

/** What happens to the processes. */
export const processFaults: readonly Fault[] = [
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
      number: 2,
      fault: 'keys is killed between publish and mark',
      injected: 'Postgres takes its time for the mark, SIGKILL once the events are on the stream: they come twice',
      dueInMs: 8_000,
    },
    before: async (system) => {
      await system.query(`
        CREATE FUNCTION keys.slow_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
        CREATE TRIGGER slow_mark BEFORE UPDATE ON keys.outbox FOR EACH ROW EXECUTE FUNCTION keys.slow_mark()`);
    },
    strike: async (system, keys) => {
      // The relay is at the mark of the first: what comes after it waits.
      await until(async () => (await timesPublished(system, keys)) > 0, { what: 'an event is on the stream' });
      const before = await timesPublished(system, keys);
      await system.crash('keys');
      await system.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
      );
      await system.query('DROP TRIGGER slow_mark ON keys.outbox; DROP FUNCTION keys.slow_mark');
      await (await system.start('keys')).ready();
      const times = before + keys.length;
      await until(async () => (await timesPublished(system, keys)) === times, { what: 'what was published is there twice' });
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
    ...{
      number: 14,
      fault: 'the scheduler is stopped in the middle of sending, for longer than its lease',
      injected: 'mail server and Slack hang, SIGSTOP; a second one takes over; SIGCONT',
    },
    isSlow: true,
    before: (system) =>
      system.inbox.faults({
        email: { fault: 'hang', at: 'greeting', times: 1 },
        slack: { fault: 'hang', accepted: true, times: 1 },
      }),
    strike: async (system, keys) => {
      await untilDelivery(system, keys, `state = 'SENDING' AND channel = 'EMAIL'`);
      await until(async () => (await system.inbox.containing(keys[0]?.name ?? '')).length > 0, { what: 'Slack has it' });
      system.scheduler.freeze();
      // Whatever the first one had come to: the second finds a mail server that answers.
      await system.inbox.faults({ email: null });
      const second = await system.startSecondScheduler();
      await untilDelivery(system, keys, `state = 'DELIVERED' AND channel = 'EMAIL'`);
      await untilDelivery(system, keys, `state = 'DELIVERED' AND channel = 'SLACK'`);
      system.scheduler.thaw();
      await until(() => system.scheduler.logs().includes('its outcome is not ours to write'), {
        what: 'the fence refuses the late outcome',
        withinMs: 30_000,
      });
      await second.kill();
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
      number: 30,
      fault: "the scheduler's clock is wrong",
      injected: '`Date` of its process set 8 days ahead across the due time, then an hour back, then right again',
      dueInMs: 9_000,
    },
    isSlow: true,
    before: async (system) => {
      setClock(0);
      await restartScheduler(system, { NODE_OPTIONS: `--import ${WRONG_CLOCK.href}` });
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      setClock(8 * DAY_MS);
      await untilDue(keys, -2_000);
      expect(await system.query('SELECT FROM scheduler.deliveries WHERE cid = ANY ($1)', cidsOf(keys))).toEqual([]);
      for (const { name } of keys) await system.inbox.both(name);
      await untilSettled(system, keys);
      const [email] = await system.inbox.containing(keys[0]?.name ?? '');
      expect(email?.text).toContain('in 7 days');
      setClock(-3_600_000);
      await restartScheduler(system);
      setClock(0);
      await restartScheduler(system, { NODE_OPTIONS: undefined });
    },
  },
];
