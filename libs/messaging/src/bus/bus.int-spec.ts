import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { freePort, startRedis, until, type TestRedis } from '#libs/testing';
import { Bus } from './bus.js';
import { busTransport } from './bus.server.js';

let redis: TestRedis;
const open: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

afterAll(() => redis.stop());

const DUE = '2027-03-24T08:00:00.000Z';
const heard: unknown[] = [];

@Controller()
class Oracle {
  @MessagePattern('reminders.next')
  next(@Payload() { cids }: { readonly cids: readonly string[] }): Record<string, string> {
    return Object.fromEntries(cids.map((cid) => [cid, cid === 'ak-nonsense' ? 'soon' : DUE]));
  }

  @EventPattern('KeyCreated')
  created(@Payload() event: unknown): void {
    heard.push(event);
  }
}

@Module({ controllers: [Oracle] })
class OracleModule {}

async function answering(url: string): Promise<void> {
  const app = await NestFactory.create(OracleModule, new FastifyAdapter());
  app.connectMicroservice(busTransport({ REDIS_URL: url }));
  await app.startAllMicroservices();
  open.push(app);
}

function asking(url: string): Bus {
  const bus = new Bus({ REDIS_URL: url });
  open.push(bus);
  return bus;
}

it('brings an answer', async () => {
  await answering(redis.url);
  const answer = until(
    () =>
      asking(redis.url)
        .ask('reminders.next', { cids: ['ak1'] })
        .catch(() => undefined),
    { what: 'an answer' },
  );
  expect(await answer).toEqual({ ak1: DUE });
});

it('refuses an answer that breaks the contract', async () => {
  await answering(redis.url);
  const bus = asking(redis.url);
  await until(() => bus.ask('reminders.next', { cids: ['ak1'] }).catch(() => undefined), { what: 'an answer' });
  await expect(bus.ask('reminders.next', { cids: ['ak-nonsense'] })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('says so when nobody answers, and when Redis is away', async () => {
  await expect(asking(redis.url).ask('keys.get', { workspaceId: 'w', cid: 'c' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const nowhere = `redis://127.0.0.1:${String(await freePort())}`;
  await expect(asking(nowhere).ask('reminders.next', { cids: [] })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('starts while Redis is away', async () => {
  await answering(`redis://127.0.0.1:${String(await freePort())}`);
});

it('takes no event from the bus: those come over the stream', async () => {
  await answering(redis.url);
  const bus = asking(redis.url);
  await until(() => bus.ask('reminders.next', { cids: [] }).catch(() => undefined), { what: 'an answer' });
  const forger = new Redis(redis.url);
  await forger.publish('KeyCreated', JSON.stringify({ pattern: 'KeyCreated', data: 'forged' }));
  forger.disconnect();
  await bus.ask('reminders.next', { cids: [] });
  expect(heard).toEqual([]);
});
