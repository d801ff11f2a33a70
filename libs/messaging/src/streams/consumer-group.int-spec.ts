import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, until, type TestRedis } from '#libs/testing';
import { Redis } from 'ioredis';
import { ConsumerGroup } from './consumer-group.js';

let server: TestRedis;
let redis: Redis;
let group: ConsumerGroup;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  group = new ConsumerGroup({ stream: 'doors', group: 'porter', consumer: 'one', deadLetters: 'dead', reader: redis, redis });
});
afterEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const publish = () => redis.xadd('doors', '*', 'event', '{}');
const hasWaited = () => until(async () => (await group.oldestSeconds()) > 0.05, { what: 'the entry has waited' });

describe('the wait of the oldest entry that is not answered', () => {
  it('is nothing on an empty stream', async () => {
    await group.ensure();
    expect(await group.oldestSeconds()).toBe(0);
  });

  it('counts what nobody was given yet', async () => {
    await group.ensure();
    await publish();
    await hasWaited();
  });

  it('counts what was handed out, until it is acknowledged', async () => {
    await group.ensure();
    await publish();
    const [entry] = await group.readNew();
    await hasWaited();
    if (entry) await group.acknowledge(entry);
    expect(await group.oldestSeconds()).toBe(0);
  });

  it('goes by the older of the two', async () => {
    await group.ensure();
    await publish();
    await group.readNew();
    await hasWaited();
    await publish();
    expect(await group.oldestSeconds()).toBeGreaterThan(0.05);
  });

  it("does not count another group's arrears", async () => {
    await group.ensure();
    await redis.xgroup('CREATE', 'doors', 'aaa', '0');
    await publish();
    const [entry] = await group.readNew();
    if (entry) await group.acknowledge(entry);
    expect(await group.oldestSeconds()).toBe(0);
  });

  it('is not known of a group that Redis has forgotten', async () => {
    await expect(group.oldestSeconds()).rejects.toThrow();
    await publish();
    await expect(group.oldestSeconds()).rejects.toThrow('no group');
  });
});
