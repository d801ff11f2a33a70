import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, until, type TestRedis } from '#libs/testing';
import { DEAD_LETTERS, STREAM, StreamsBench } from '../../test/streams.setup.js';

/** A consumer, as built. It dies of the number 13, can't handle 7, and takes a moment for anything else. */
const SCRIPT = `
  import { setTimeout as pause } from 'node:timers/promises';
  import { z } from 'zod';
  import { RedisStreamsServer } from '#libs/messaging';
  import { Log } from '#libs/observability';

  const [REDIS_URL, stream, deadLetters] = process.argv.slice(1);
  const env = { REDIS_URL };
  const schema = z.object({ id: z.string(), type: z.string(), subject: z.string(), data: z.int() });
  const log = new Log({ service: 'test', level: 'error', destination: process.stdout });
  const names = { stream, deadLetters, group: 'porter', consumer: 'one' };
  const server = new RedisStreamsServer({ env, log, schema, expects: [], ...names });
  const handle = async ({ data }) => {
    if (data === 13) process.kill(process.pid, 'SIGKILL');
    if (data === 7) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    await pause(50);
  };
  for (const type of ['Opened', 'Closed']) server.addHandler(type, handle, true);
  server.listen(() => undefined);
`;

/** Seven processes start one after the other, and the machine may be busy. */
const PATIENT_MS = 240_000;

let redis: TestRedis;
let bench: StreamsBench;
const children: ChildProcess[] = [];
beforeAll(async () => {
  redis = await startRedis();
  bench = new StreamsBench(redis.url);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await bench.reset();
});
afterAll(async () => {
  await bench.close();
  await redis.stop();
});

function start() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, redis.url, STREAM, DEAD_LETTERS]);
  children.push(child);
  return { child, exited: once(child, 'exit') };
}

/** Starts the consumer again and again, until it outlives what it has to handle. Answers how often it died. */
async function liveAndDie(): Promise<number> {
  for (let deaths = 0; ; deaths += 1) {
    const { child, exited } = start();
    const settled = until(async () => (await bench.unsettled()) === 0, { what: 'everything is settled', withinMs: 60_000 });
    const ended = await Promise.race([exited.then(() => 'died'), settled]);
    if (ended !== 'died') {
      child.kill('SIGKILL');
      return deaths;
    }
    settled.catch(() => undefined);
  }
}

describe('an event that kills whoever handles it', () => {
  it(
    'is put aside in the end, and nothing else is: what was in hand beside it is handled, and nothing stays noted',
    async () => {
      await bench.publish('before', 1);
      await bench.publish('deadly', 13);
      for (const subject of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) await bench.publish(subject, 1);
      await bench.group();
      const deaths = await liveAndDie();
      expect(deaths).toBe(6);
      const letters = await bench.deadLetters();
      expect(letters.map(({ event }) => JSON.parse(event) as unknown)).toEqual([expect.objectContaining({ data: 13 })]);
      expect(letters[0]?.reason).toMatch(/began 5 times and never ended/);
      expect((await bench.redis.keys('*')).sort()).toEqual([STREAM, DEAD_LETTERS]);
    },
    PATIENT_MS,
  );
});

describe('an event that can not be handled while the database is away', () => {
  it(
    'is never put aside, however often the consumer is killed meanwhile',
    async () => {
      await bench.publish('a', 7);
      for (let life = 0; life < 6; life += 1) {
        const { child, exited } = start();
        await once(child.stdout, 'data');
        child.kill('SIGKILL');
        await exited;
      }
      await bench.consume();
      await until(() => bench.numbers('a').includes(7), { what: 'it is handled' });
      expect(await bench.deadLetters()).toEqual([]);
    },
    PATIENT_MS,
  );
});

describe('a consumer that is told to stop', () => {
  it('holds nothing against the event in its hands, even if it has to be killed then', async () => {
    const door = new EventEmitter();
    await bench.publish('a', 1);
    await bench.handToTheDead('one');
    await bench.consume({ handle: () => once(door, 'open') });
    await until(() => door.listenerCount('open') === 1, { what: 'the event is in hand' });
    const notes = async () => (await bench.redis.keys('*')).filter((key) => key !== STREAM);
    expect(await notes()).toHaveLength(1);
    const stopped = bench.stop();
    await until(async () => (await notes()).length === 0, { what: 'nothing is held against it' });
    door.emit('open');
    await stopped;
    expect(bench.numbers('a')).toEqual([1]);
  });
});
