import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { startRedis, until, type TestRedis } from '#libs/testing';
import { Porter, STREAM, StreamsBench, type DoorEvent } from '../../test/streams.setup.js';

let redis: TestRedis;
let bench: StreamsBench;
beforeAll(async () => {
  redis = await startRedis();
  bench = new StreamsBench(redis.url);
});
afterEach(() => bench.reset());
afterAll(async () => {
  await bench.close();
  await redis.stop();
});

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const handled = (subject: string, count: number) =>
  until(() => bench.numbers(subject).length >= count, { what: `${String(count)} events of ${subject} are handled` });
const acknowledged = () => until(async () => (await bench.pending()) === 0, { what: 'everything is acknowledged' });

describe('an event', () => {
  it('is acknowledged when its handler has resolved, and not before', async () => {
    const door = new EventEmitter();
    await bench.consume({ handle: () => once(door, 'open') });
    await bench.publish('a', 1);
    await until(() => door.listenerCount('open') === 1, { what: 'the handler is called' });
    expect(await bench.pending()).toBe(1);
    door.emit('open');
    await acknowledged();
    expect(bench.numbers('a')).toEqual([1]);
  });

  it('is acknowledged although those behind it still wait, so that a restart reads little again', async () => {
    const door = new EventEmitter();
    await bench.publish('a', 1, 2, 3);
    await bench.consume({ handle: ({ data }) => (data === 3 ? once(door, 'open') : Promise.resolve()) });
    await until(() => door.listenerCount('open') === 1, { what: 'the third is in hand' });
    await until(async () => (await bench.pending()) === 1, { what: 'the first two are acknowledged' });
    door.emit('open');
    await acknowledged();
  });

  it('is handed to its handler with the id of its entry', async () => {
    const ids: string[] = [];
    await bench.consume({ handle: (_event, streamId) => Promise.resolve(ids.push(streamId)) });
    await bench.publish('a', 1);
    await handled('a', 1);
    expect(ids).toEqual((await bench.redis.xrange(STREAM, '-', '+')).map(([id]) => id));
  });

  it('is handled once, and in the order of its subject: two thousand of them about a hundred', async () => {
    await bench.consume();
    const subjects = upTo(100).map((number) => `ak${String(number)}`);
    for (const number of upTo(20)) await Promise.all(subjects.map((subject) => bench.publish(subject, number)));
    await until(() => bench.handled.length >= 2_000, { what: 'two thousand events are handled' });
    await acknowledged();
    expect(bench.handled).toHaveLength(2_000);
    for (const subject of subjects) expect(bench.numbers(subject)).toEqual(upTo(20));
  });

  it('is handled by one consumer of the group only', async () => {
    await bench.consume({ consumer: 'one' });
    await bench.consume({ consumer: 'two' });
    await bench.publish('a', ...upTo(50));
    await handled('a', 50);
    await acknowledged();
    expect(bench.numbers('a').toSorted((one, other) => one - other)).toEqual(upTo(50));
  });
});

describe('listening', () => {
  it('fails if an expected event has no handler', async () => {
    @Controller()
    class Deaf {
      @EventPattern<DoorEvent['type']>('Opened')
      opened(): void {
        throw new Error('never called');
      }
    }
    await expect(bench.consume({ controllers: [Deaf] })).rejects.toThrow('exactly one @EventPattern handler each: Closed');
  });

  it('fails if an expected event has two handlers', async () => {
    @Controller()
    class Echo {
      @EventPattern<DoorEvent['type']>('Opened')
      opened(): void {
        throw new Error('never called');
      }
    }
    await expect(bench.consume({ controllers: [Porter, Echo] })).rejects.toThrow('handler each: Opened');
  });
});

describe('what a consumer left unanswered', () => {
  it('is handled first when it comes back under its name, in order', async () => {
    await bench.publish('a', ...upTo(5));
    await bench.handToTheDead('one');
    await bench.publish('a', 6);
    await bench.consume({ consumer: 'one' });
    await handled('a', 6);
    await acknowledged();
    expect(bench.numbers('a')).toEqual(upTo(6));
  });

  it('is taken over by another after a minute', async () => {
    await bench.publish('a', 1, 2);
    await bench.handToTheDead('gone', { idleMs: 60_001 });
    await bench.consume({ consumer: 'two' });
    await handled('a', 2);
    await acknowledged();
  });

  it('is left to it until then', async () => {
    await bench.publish('a', 1);
    await bench.handToTheDead('slow', { idleMs: 30_000 });
    await bench.consume({ consumer: 'two' });
    await bench.publish('b', 1);
    await handled('b', 1);
    expect(bench.numbers('a')).toEqual([]);
    expect(await bench.pending()).toBe(1);
  });

  it('is handled however often it was handed out: being restarted is no fault of an event', async () => {
    await bench.publish('a', 1);
    await bench.handToTheDead('one', { deliveries: 100 });
    await bench.consume({ consumer: 'one' });
    await handled('a', 1);
    await acknowledged();
    expect(await bench.deadLetters()).toEqual([]);
  });
});
