import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CurfewModule, OnKeyEvent, type EventOf } from '#libs/client';
import { until } from '#libs/testing';
import { Redis } from 'ioredis';
import { Announced } from './expirations.setup.js';
import { setupSystem, type System } from './system.setup.js';

let system: System;
let redis: Redis;
let announced: Announced;
beforeAll(async () => {
  system = await setupSystem();
  redis = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  announced = new Announced(redis);
});
afterAll(async () => {
  redis.disconnect();
  await system.close();
});

const heard: string[] = [];

/** A service that wants to know what is about to end. */
class Steward {
  @OnKeyEvent('KeyExpiring')
  expiring({ data }: EventOf<'KeyExpiring'>): void {
    heard.push(`${data.name} expires at ${data.expiresAt}, told ${String(data.leadDays)} days before`);
  }

  @OnKeyEvent('KeyExpired')
  expired({ data }: EventOf<'KeyExpired'>): void {
    heard.push(`${data.name} expired at ${data.expiresAt}`);
  }
}

@Module({})
class Service {}

const QUIET: Pick<NestApplicationOptions, 'abortOnError' | 'logger'> = { abortOnError: false, logger: false };

it('a service that uses the client hears of a key that will expire, and of one that has', async () => {
  const imports = [CurfewModule.forRoot({ redisUrl: system.redis.url, service: 'steward' })];
  const service = await NestFactory.createApplicationContext({ module: Service, imports, providers: [Steward] }, QUIET);
  const due = await system.issue('due', { days: 7, ms: 1_500 });
  const over = await system.issue('over', { days: 0, ms: 2_000 });
  await until(() => heard.length === 2, { what: 'both are heard of', withinMs: 60_000 });
  expect(heard.toSorted()).toEqual([
    `due expires at ${due.expirationDate}, told 7 days before`,
    `over expired at ${over.expirationDate}`,
  ]);
  await service.close();
});

it('a scheduler that dies between commit and publish has one event published by its successor', async () => {
  const key = await system.issue('crash', { days: 7, ms: 4_000 });
  const planned = () => system.query('SELECT FROM scheduler.reminders WHERE cid = $1', key.cid);
  await until(async () => (await planned()).length > 0, { what: 'the reminders are planned' });
  await system.redis.kill();
  const waits = () => system.query(`SELECT FROM scheduler.outbox WHERE event->>'subject' = $1 AND published_at IS NULL`, key.cid);
  await until(async () => (await waits()).length === 1, { what: 'the event waits', withinMs: 30_000 });
  await system.crash('scheduler');
  await system.redis.restart();
  await system.start('scheduler');
  await announced.until(key, 'expiring 7', 60_000);
});

it('of two schedulers one says that a key has expired, once', async () => {
  const second = await system.startSecondScheduler();
  const keys = await Promise.all(Array.from({ length: 20 }, (_, n) => system.issue(`pair-${String(n)}`, { days: 0, ms: 5_000 })));
  for (const key of keys) await announced.until(key, 'expired', 60_000);
  await second.kill();
  const told = await system.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM scheduler.outbox WHERE event->>'type' = 'KeyExpired' AND event->>'subject' = ANY ($1)`,
    keys.map(({ cid }) => cid),
  );
  expect(told).toEqual([{ count: 20 }]);
});
