import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { Log } from '#libs/observability';
import { FirstUses } from './first-uses.js';
import type { KnownCredential } from './known-credential.js';

const used = (id: string, retires: string | null) => ({ id, retires }) as KnownCredential;

/** After everything that was to happen next. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const setup = () => {
  const [told, lines] = [[] as string[], new PassThrough()];
  const time = { now: 0 };
  const uses = new FirstUses({
    log: new Log({ service: 'keys', level: 'info', destination: lines }),
    monotonic: () => time.now,
  });
  return { told, uses, time, logged: () => String(lines.read() ?? '') };
};

it('tells of a successor once, after whoever noted it has gone on', async () => {
  const { told, uses } = setup();
  uses.onFirstUse((successor) => Promise.resolve(void told.push(successor.id)));
  for (let use = 0; use < 100; use += 1) uses.note(used('ak2', 'ak1'));
  expect(told).toEqual([]);
  await turn();
  expect(told).toEqual(['ak2']);
});

it('tells of no key that retires nothing', async () => {
  const { told, uses } = setup();
  uses.onFirstUse((successor) => Promise.resolve(void told.push(successor.id)));
  uses.note(used('ak2', null));
  await turn();
  expect(told).toEqual([]);
});

it('logs a failure, and tells again of a use ten seconds later', async () => {
  const { told, uses, time, logged } = setup();
  uses.onFirstUse((successor) => {
    told.push(successor.id);
    return told.length === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
  });
  for (const now of [0, 9_999, 10_000]) {
    time.now = now;
    uses.note(used('ak2', 'ak1'));
    await turn();
  }
  expect(told).toEqual(['ak2', 'ak2']);
  expect(logged()).toContain('"cid":"ak2"');
});
