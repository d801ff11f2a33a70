import { once, EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Module, type INestApplicationContext, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from '#libs/contracts';
import { freePort, startRedis, until, type TestRedis } from '#libs/testing';
import { Redis } from 'ioredis';
import { event, expiringEvent, WORKSPACE } from '../../test/events.setup.js';
import { CurfewModule, OnKeyEvent, type CurfewOptions, type EventOf } from '../index.js';

type Heard = EventOf<'KeyCreated' | 'KeyDeleted'>;

let redis: TestRedis;
let client: Redis;
let heard: string[];
let work: (event: Heard) => unknown;
const running: INestApplicationContext[] = [];

@Module({})
class Listening {}

const QUIET: Pick<NestApplicationOptions, 'abortOnError' | 'logger'> = { abortOnError: false, logger: false };

/** An ordinary provider. It takes no interest in updates. */
class Listener {
  @OnKeyEvent('KeyCreated')
  @OnKeyEvent('KeyDeleted')
  async hear(heardEvent: Heard): Promise<void> {
    await work(heardEvent);
    heard.push(`${heardEvent.type} ${heardEvent.data.name}`);
  }

  @OnKeyEvent('KeyExpiring')
  warn({ type, data }: EventOf<'KeyExpiring'>): void {
    heard.push(`${type} ${data.name} ${String(data.leadDays)} ${data.expiresAt}`);
  }
}

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
});
beforeEach(() => {
  [heard, work] = [[], () => undefined];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
  await client.flushall();
});
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

async function start(options: Partial<CurfewOptions> = {}): Promise<INestApplicationContext> {
  const imports = [CurfewModule.forRootAsync({ useFactory: () => ({ redisUrl: redis.url, service: 'orders', ...options }) })];
  const module = { module: Listening, imports, providers: [Listener] };
  const app = await NestFactory.createApplicationContext(module, QUIET);
  running.push(app);
  return app;
}

const publish = (...events: readonly object[]) =>
  Promise.all(events.map((one) => client.xadd(KEYS_STREAM, '*', 'event', JSON.stringify(one))));
const pending = async (group = 'orders') => ((await client.xpending(KEYS_STREAM, group)) as [number])[0];
const hears = (...expected: readonly string[]) =>
  until(async () => heard.join() === expected.join() && (await pending()) === 0, {
    what: `${expected.join()} is heard and settled`,
  });

it('a service hears what it asks for, also what happened before it was first started', async () => {
  await publish(event('KeyCreated', { name: 'a' }), event('KeyUpdated', { name: 'a' }));
  await start();
  await publish(event('KeyDeleted', { name: 'a' }));
  await hears('KeyCreated a', 'KeyDeleted a');
});

it('a service hears of what will expire, also of its own workspace alone', async () => {
  await start({ workspaceId: WORKSPACE });
  await publish(expiringEvent({ name: 'foreign', workspaceId: 'ws0000000000000000' }), expiringEvent({ name: 'a' }));
  await hears('KeyExpiring a 7 2027-03-31T22:00:00.000Z');
});

it('an event comes again when it could not be worked in', async () => {
  let failures = 0;
  work = () => {
    if ((failures += 1) < 3) throw new Error('not now');
  };
  await start();
  await publish(event('KeyCreated', { name: 'a' }), event('KeyDeleted', { name: 'a' }));
  await hears('KeyCreated a', 'KeyDeleted a');
  expect(failures).toBe(4);
});

it('an event whose handler fails for no known reason is tried again and again, and holds up nothing but its own credential', async () => {
  let failures = 0;
  work = ({ data }) => {
    if (data.name !== 'a') return;
    failures += 1;
    if (failures <= 6) throw new Error('a bug of ours');
  };
  await start();
  await publish(event('KeyCreated', { name: 'a', cid: 'ak000000000000000a' }));
  await publish(event('KeyDeleted', { name: 'a', cid: 'ak000000000000000a' }));
  await until(() => failures >= 3, { what: 'it has failed a few times' });
  await publish(event('KeyCreated', { name: 'b', cid: 'ak000000000000000b' }));
  await until(() => heard.length > 0, { what: 'the other credential goes on' });
  expect(heard).toEqual(['KeyCreated b']);
  await until(() => heard.length === 3, { what: 'it could be handled at last', withinMs: 30_000 });
  expect(heard).toEqual(['KeyCreated b', 'KeyCreated a', 'KeyDeleted a']);
  expect(await client.exists(DEAD_LETTER_STREAM)).toBe(0);
});

it('what makes no sense is put aside and reaches no handler', async () => {
  await start();
  await publish({ ...event('KeyCreated'), data: {} }, event('KeyDeleted', { name: 'b' }));
  await hears('KeyDeleted b');
  expect(await client.xlen(DEAD_LETTER_STREAM)).toBe(1);
});

it('every service hears everything, each event in one of its processes', async () => {
  await Promise.all([start({ consumer: 'one' }), start({ consumer: 'two' }), start({ service: 'billing' })]);
  await publish(event('KeyCreated', { name: 'a' }));
  await until(() => heard.length >= 2, { what: 'both services hear it' });
  await until(async () => (await pending()) + (await pending('billing')) === 0, { what: 'both have settled it' });
  expect(heard).toEqual(['KeyCreated a', 'KeyCreated a']);
});

it('a service of one workspace hears nothing of others', async () => {
  await start({ workspaceId: WORKSPACE });
  await publish(
    event('KeyCreated', { name: 'foreign', workspaceId: 'ws0000000000000000' }),
    event('KeyDeleted', { name: 'own' }),
  );
  await hears('KeyDeleted own');
});

it('closing lets what is in hand finish', async () => {
  const door = new EventEmitter();
  work = () => once(door, 'open');
  const app = await start();
  await publish(event('KeyCreated', { name: 'a' }));
  await until(() => door.listenerCount('open') === 1, { what: 'an event is in hand' });
  const closed = app.close();
  door.emit('open');
  await closed;
  expect([heard, await pending()]).toEqual([['KeyCreated a'], 0]);
});

it('a service starts, and closes, while Redis is away', async () => {
  const app = await start({ redisUrl: `redis://127.0.0.1:${String(await freePort())}` });
  await app.close();
  expect(heard).toEqual([]);
});
