import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { Log } from '#libs/observability';
import type { ChangesSeen } from './changes-feed.repository.js';
import { ChangesFollower } from './changes-follower.service.js';
import { FRESH_MS } from './credential-reader.js';
import { stopwatchOf } from './stopwatch.js';

const MINUTE_MS = 60_000;

/** A follower whose clocks a test moves, and whose looks see what a test says. */
const setup = () => {
  const world = { monotonic: 0, wall: 1_000_000, told: [] as string[], asked: [] as bigint[] };
  const seen = { snapshot: '5:5:', horizon: 5n, isHeld: false, at: new Date(0), subjects: [] as string[] };
  const looks: (string | undefined)[] = [];
  const lines = new PassThrough();
  const stopwatch = stopwatchOf({ monotonic: () => world.monotonic, wall: () => world.wall });
  const feed = {
    since: (snapshot?: string): Promise<ChangesSeen> => (looks.push(snapshot), Promise.resolve({ ...seen })),
    prune: () => Promise.resolve(false),
    holder: (horizon: bigint) => (world.asked.push(horizon), Promise.resolve({ pid: 4_711 })),
    close: () => Promise.resolve(),
  };
  const log = new Log({ service: 'keys', level: 'info', destination: lines });
  const follower = new ChangesFollower({ feed, log, stopwatch });
  follower.follow({
    forget: (subject) => world.told.push(subject),
    forgetAll: () => world.told.push('everything'),
  });
  const pass = (milliseconds: number) => {
    world.monotonic += milliseconds;
    world.wall += milliseconds;
    seen.at = new Date(seen.at.getTime() + milliseconds);
  };
  return { follower, world, seen, looks, pass, logged: () => String(lines.read() ?? '') };
};

it('is fresh from its first look on, until that began too long ago', async () => {
  const { follower, pass } = setup();
  expect([follower.isFresh(), follower.ageMs()]).toEqual([false, Infinity]);
  await follower.look();
  pass(FRESH_MS - 1);
  expect(follower.isFresh()).toBe(true);
  pass(1);
  expect(follower.isFresh()).toBe(false);
});

it.each([
  ['the machine was suspended, which only the wall clock tells', 'wall', FRESH_MS],
  ['the wall clock stood still', 'monotonic', FRESH_MS],
  ['the wall clock was set back', 'wall', -FRESH_MS],
] as const)('is not fresh when %s, until it has looked again', async (_, clock, milliseconds) => {
  const { follower, world } = setup();
  await follower.look();
  world[clock] += milliseconds;
  expect(follower.isFresh()).toBe(false);
  await follower.look();
  expect(follower.isFresh()).toBe(true);
});

it('tells of what each look finds new since the one before, and of everything after the first', async () => {
  const { follower, world, seen, looks } = setup();
  await follower.look();
  Object.assign(seen, { snapshot: '5:9:5', subjects: ['ak1', 'us1'] });
  await follower.look();
  await follower.look();
  expect(looks).toEqual([undefined, '5:5:', '5:9:5']);
  expect(world.told).toEqual(['everything', 'ak1', 'us1', 'ak1', 'us1']);
});

it.each([
  ['too long a time', { at: new Date(MINUTE_MS + 1) }],
  ['a time before the last one', { at: new Date(-MINUTE_MS - 1) }],
  ['another past', { horizon: 4n }],
])('forgets everything after %s', async (_, next) => {
  const { follower, world, seen } = setup();
  await follower.look();
  Object.assign(seen, next);
  await follower.look();
  expect(world.told).toEqual(['everything', 'everything']);
});

it('warns, once in ten minutes, of a transaction that holds back the horizon, and shows for how long it has', async () => {
  const { follower, world, seen, pass, logged } = setup();
  seen.isHeld = true;
  await follower.look();
  pass(MINUTE_MS - 1);
  await follower.look();
  expect([follower.heldMs(), world.asked, logged()]).toEqual([MINUTE_MS - 1, [], '']);
  for (const step of [1, 1, 10 * MINUTE_MS - 2, 1]) {
    pass(step);
    await follower.look();
  }
  expect(world.asked).toEqual([5n, 5n]);
  expect(logged()).toMatch(/"level":40.*"durationMs":60000,"pid":4711/);
});

it.each([
  ['has ended', { isHeld: false }],
  ['made way for another', { horizon: 6n }],
])('says nothing of one that %s', async (_, next) => {
  const { follower, world, seen, pass } = setup();
  seen.isHeld = true;
  await follower.look();
  pass(MINUTE_MS);
  Object.assign(seen, next);
  await follower.look();
  expect([follower.heldMs(), world.asked]).toEqual([0, []]);
});
