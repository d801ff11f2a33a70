import { expect } from '@jest/globals';
import { until } from '#libs/testing';
import type { System } from '../system.setup.js';
import { askRedis, cidsOf, untilDue, untilPlanned, type Fault } from './fault.setup.js';

const configureRedis = (system: System, settings: Readonly<Record<string, string>>) =>
  askRedis(system, async (redis) => {
    for (const [name, value] of Object.entries(settings)) await redis.config('SET', name, value);
  });

/** What happens to Redis, and on the way to it. */
export const redisFaults: readonly Fault[] = [
  {
    ...{
      number: 5,
      fault: 'Redis is away when both services start',
      injected: 'Redis killed, both killed and started; keys issued; Redis back after the due time',
    },
    isSlow: true,
    before: async (system) => {
      await system.redis.kill();
      await Promise.all([system.crash('keys'), system.crash('scheduler')]);
      for (const service of await Promise.all([system.start('keys'), system.start('scheduler')])) await service.ready();
    },
    strike: async (system, keys) => {
      const health = await fetch(`${system.keys.url}/health/ready`);
      expect([health.status, await health.text()]).toEqual([200, expect.stringContaining('degraded')]);
      const waiting = `SELECT FROM keys.outbox WHERE published_at IS NULL AND event->>'subject' = ANY ($1)`;
      expect(await system.query(waiting, cidsOf(keys))).toHaveLength(keys.length);
      await untilDue(keys);
      await system.redis.restart();
    },
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
    ...{
      number: 9,
      fault: 'Redis is full',
      injected: 'maxmemory 1mb when keys are issued: neither events nor alarms are taken; room again after the due time',
    },
    before: (system) => configureRedis(system, { maxmemory: '1mb' }),
    strike: async (system, keys) => {
      await until(() => system.keys.logs().includes('Events can not be published now; they wait'), { what: 'it is said' });
      await untilDue(keys);
      expect(await system.inbox.containing(keys[0]?.name ?? '')).toEqual([]);
      await configureRedis(system, { maxmemory: '0' });
    },
  },
  {
    ...{
      number: 10,
      fault: 'Redis evicts',
      injected: 'maxmemory-policy allkeys-lru and maxmemory 1mb, once planned: both services say that they are degraded',
      dueInMs: 8_000,
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      await configureRedis(system, { 'maxmemory-policy': 'allkeys-lru', maxmemory: '1mb' });
      for (const { url } of [system.keys, system.scheduler])
        expect(await (await fetch(`${url}/health/ready`)).text()).toContain('maxmemory-policy is allkeys-lru');
      await untilDue(keys);
      await configureRedis(system, { maxmemory: '0', 'maxmemory-policy': 'noeviction' });
    },
  },
  {
    ...{ number: 11, fault: 'Redis is frozen across the due time', injected: 'SIGSTOP for 10 s', isSlow: true },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      system.redis.freeze();
      await untilDue(keys, 7_000);
      system.redis.thaw();
    },
  },
  {
    ...{
      number: 12,
      fault: 'the connection to Redis hangs, then breaks',
      injected: 'a proxy that hangs, then resets',
      isSlow: true,
    },
    strike: async (system, keys) => {
      await untilPlanned(system, keys);
      system.network.redis.hang();
      await untilDue(keys, 3_000);
      system.network.redis.reset();
      system.network.redis.pass();
    },
  },
];
