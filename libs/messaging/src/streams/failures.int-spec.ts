import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, until, type TestRedis } from '#libs/testing';
import { STREAM, StreamsBench, type DoorEvent } from '../../test/streams.setup.js';

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

const deadLetters = (count: number) =>
  until(async () => (await bench.deadLetters()).length >= count && bench.deadLetters(), {
    what: `${String(count)} dead letters`,
  });
const acknowledged = () => until(async () => (await bench.pending()) === 0, { what: 'everything is acknowledged' });

describe('an event that can not be handled', () => {
  it('is put aside with the reason when its retries are used up, while other subjects go on and its own in turn', async () => {
    let tries = 0;
    const handle = ({ data }: DoorEvent) => {
      if (data !== 13) return Promise.resolve();
      tries += 1;
      return Promise.reject(new Error('unlucky, and cfw_0123456789abcdef was in it'));
    };
    await bench.consume({ handle, retryPausesMs: [10, 20, 40, 80] });
    await bench.publish('a', 12, 13, 14);
    await bench.publish('b', 1);
    await until(() => bench.numbers('b').length === 1, { what: 'the other subject is handled' });
    expect(await bench.deadLetters()).toEqual([]);
    const [letter] = await deadLetters(1);
    expect(tries).toBe(5);
    expect(JSON.parse(letter?.event ?? '')).toMatchObject({ subject: 'a', data: 13 });
    expect(letter?.reason).toBe('tried 5 times: Error: unlucky, and cfw_[redacted] was in it');
    await acknowledged();
    expect(bench.numbers('a')).toEqual([12, 14]);
  });

  it('because the network or Postgres is away is tried until it can be, and never put aside', async () => {
    const codes: Readonly<Record<string, string>> = { a: 'ECONNREFUSED', b: '57P01' };
    const tries: Record<string, number> = { a: 0, b: 0 };
    const handle = ({ subject }: DoorEvent) => {
      const tried = (tries[subject] ?? 0) + 1;
      tries[subject] = tried;
      return tried <= 5 ? Promise.reject(Object.assign(new Error('away'), { code: codes[subject] })) : Promise.resolve();
    };
    await bench.consume({ handle });
    await Promise.all([bench.publish('a', 1), bench.publish('b', 1)]);
    await until(() => bench.handled.length === 2, { what: 'both events are handled' });
    expect(tries).toEqual({ a: 6, b: 6 });
    await acknowledged();
    expect(await bench.deadLetters()).toEqual([]);
  });
});

describe('an event that waits for its next try', () => {
  const failing = ({ subject }: DoorEvent) => (subject === 'a' ? Promise.reject(new Error('a bug')) : Promise.resolve());

  it('is not taken over by another however long that takes, and others go on meanwhile', async () => {
    await bench.consume({ handle: failing, retryPausesMs: [60_000] });
    await bench.publish('a', 1);
    await until(async () => (await bench.pending()) === 1, { what: 'it is in hand' });
    await bench.letRest('one', 59_000);
    await bench.publish('b', 1);
    await until(() => bench.numbers('b').length === 1, { what: 'the other subject is handled' });
    await until(async () => (await bench.longestRestMs()) < 30_000, { what: 'the claim on it is renewed', withinMs: 20_000 });
    expect(bench.handled).toHaveLength(1);
  });

  it('is left to the next consumer when this one is closed', async () => {
    await bench.consume({ handle: failing, retryPausesMs: [60_000] });
    await bench.publish('a', 1);
    await until(() => bench.sentences.includes('An event could not be handled'), { what: 'it has failed' });
    await bench.stop();
    await bench.consume();
    await until(() => bench.numbers('a').length === 1, { what: 'the next one handles it' });
    expect(await bench.deadLetters()).toEqual([]);
  });
});

describe('an entry that makes no sense', () => {
  it('is put aside with the reason, of whatever kind, and the stream moves on', async () => {
    const poison: readonly (readonly [fields: readonly string[], reason: RegExp])[] = [
      [['colour', 'red'], /no field "event"/],
      [['event', ''], /not JSON/],
      [['event', '{"id":'], /not JSON/],
      [['event', JSON.stringify({ id: 'ev1', type: 'Exploded', subject: 'a', data: 1 })], /type/],
      [['event', JSON.stringify({ id: 'ev1', type: 'Opened', subject: 'a', data: 'one' })], /data/],
      [['event', JSON.stringify({ id: 'x'.repeat(300_000) })], /300009 characters/],
      [['event', '\u0000\ud800"subject":"a"'], /not JSON/],
    ];
    await bench.publish('a', 1);
    for (const [fields] of poison) await bench.redis.xadd(STREAM, '*', ...fields);
    await bench.publish('a', 2);
    await bench.consume();
    const letters = await deadLetters(poison.length);
    await until(() => bench.numbers('a').length === 2, { what: 'what stands behind the poison is handled' });
    await acknowledged();
    for (const [fields, reason] of poison) {
      const text = fields[0] === 'event' ? (fields[1] ?? '') : '';
      expect(letters.some((letter) => letter.event.length === text.length && reason.test(letter.reason))).toBe(true);
    }
    expect(letters).toHaveLength(poison.length);
  });

  it('is put aside too when it was deleted after it was handed out', async () => {
    await bench.publish('a', 1);
    await bench.handToTheDead('one');
    await bench.redis.xtrim(STREAM, 'MAXLEN', 0);
    await bench.consume({ consumer: 'one' });
    await deadLetters(1);
    await acknowledged();
  });
});
