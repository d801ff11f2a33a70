import { expect, it } from '@jest/globals';
import { FRESH_MS } from './credential-reader.js';
import { ImportedKeys } from './imported-keys.js';
import { stopwatchOf } from './stopwatch.js';

/** Where a test decides what is in the database and what time it is. */
function setup() {
  const world = { now: 0, suspended: 0, looks: 0, look: () => Promise.resolve(false) };
  const stopwatch = stopwatchOf({ monotonic: () => world.now, wall: () => world.now + world.suspended });
  const imported = new ImportedKeys({ look: () => ((world.looks += 1), world.look()), stopwatch });
  return { world, imported };
}

it('asks once for all who want to know within the time', async () => {
  const { world, imported } = setup();
  expect(await Promise.all(Array.from({ length: 100 }, () => imported.exist()))).not.toContain(true);
  world.now = FRESH_MS - 1;
  expect([await imported.exist(), world.looks]).toEqual([false, 1]);
});

it('sees the first imported key as soon as that time is over, and never asks again', async () => {
  const { world, imported } = setup();
  await imported.exist();
  world.look = () => Promise.resolve(true);
  world.now = FRESH_MS;
  expect(await imported.exist()).toBe(true);
  world.now = 10 * FRESH_MS;
  expect([await imported.exist(), world.looks]).toEqual([true, 2]);
});

it('asks again after the machine was suspended', async () => {
  const { world, imported } = setup();
  await imported.exist();
  world.suspended = FRESH_MS;
  expect([await imported.exist(), world.looks]).toEqual([false, 2]);
});

it('rejects while the database is away, and asks again afterwards', async () => {
  const { world, imported } = setup();
  world.look = () => Promise.reject(new Error('away'));
  await expect(imported.exist()).rejects.toThrow('away');
  world.look = () => Promise.resolve(true);
  world.now = FRESH_MS;
  expect(await imported.exist()).toBe(true);
});
