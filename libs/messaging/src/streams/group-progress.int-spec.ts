import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { startRedis, type TestRedis } from '#libs/testing';
import { Redis } from 'ioredis';
import { progressOf } from './group-progress.js';

const STREAM = 'test:progress';
const GROUP = 'group';
const place = { stream: STREAM, group: GROUP };

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const add = (id: string, text: string) => redis.xadd(STREAM, id, 'event', text);
const about = (subject: string) => JSON.stringify({ subject });
const group = () => redis.xgroup('CREATE', STREAM, GROUP, '0', 'MKSTREAM');
const read = (count: number) => redis.xreadgroup('GROUP', GROUP, 'one', 'COUNT', count, 'STREAMS', STREAM, '>');

it('nothing is unread where there is no stream, or nothing on it', async () => {
  expect(await progressOf(redis, place)).toEqual({ unreadSince: undefined, inHand: [] });
  await group();
  expect(await progressOf(redis, place)).toEqual({ unreadSince: undefined, inHand: [] });
});

it('tells since when there is something that nobody was given', async () => {
  await group();
  for (const id of ['1000-0', '2000-0', '3000-0']) await add(id, about(`of ${id}`));
  await read(1);
  await redis.xack(STREAM, GROUP, '1000-0');
  expect(await progressOf(redis, place)).toEqual({ unreadSince: new Date(2_000), inHand: [] });
});

it('takes everything for unread when Redis has forgotten the group', async () => {
  await add('1000-0', about('a'));
  expect(await progressOf(redis, place)).toEqual({ unreadSince: new Date(1_000), inHand: [] });
});

it('tells what is in hand, and forgets what is settled, deleted or makes no sense', async () => {
  await group();
  await add('1000-0', about('settled'));
  await add('2000-0', about('in hand'));
  await add('3000-0', 'no sense');
  await add('4000-0', about('deleted'));
  await read(10);
  await redis.xack(STREAM, GROUP, '1000-0');
  await redis.xdel(STREAM, '4000-0');
  expect(await progressOf(redis, place)).toEqual({ unreadSince: undefined, inHand: ['in hand'] });
});

it('rejects when what is in hand can not be learnt', async () => {
  await add('1000-0', about('a'));
  await redis.call('ACL', 'SETUSER', 'half', 'on', 'nopass', '~*', '+@all', '-xinfo');
  const half = redis.duplicate({ username: 'half', password: 'any' });
  await expect(progressOf(half, place)).rejects.toThrow('NOPERM');
  half.disconnect();
});
