import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { Log } from '#libs/observability';
import { until } from '#libs/testing';
import { FirstUses } from './first-uses.js';
import type { KnownCredential } from './known-credential.js';

const used = (id: string, retires: string | null) => ({ id, retires }) as KnownCredential;

const setup = () => {
  const [told, lines] = [[] as string[], new PassThrough()];
  const time = { now: 0 };
  const log = new Log({ service: 'keys', level: 'info', destination: lines });
  const uses = new FirstUses({ log, monotonic: () => time.now });
  const wasTold = (...ids: string[]) => until(() => told.join() === ids.join(), { what: `it tells of ${ids.join()}` });
  return { told, uses, time, wasTold, logged: () => String(lines.read() ?? '') };
};

it('tells of a successor once, after whoever noted it has gone on', async () => {
  const { told, uses, wasTold } = setup();
  uses.onFirstUse((successor) => Promise.resolve(void told.push(successor.id)));
  for (let use = 0; use < 100; use += 1) uses.note(used('ak2', 'ak1'));
  uses.note(used('ak4', 'ak3'));
  expect(told).toEqual([]);
  await wasTold('ak2', 'ak4');
});

it('tells of no key that retires nothing', async () => {
  const { told, uses, wasTold } = setup();
  uses.onFirstUse((successor) => Promise.resolve(void told.push(successor.id)));
  uses.note(used('ak1', null));
  uses.note(used('ak2', 'ak1'));
  await wasTold('ak2');
});

it('logs a failure, and tells again of a use ten seconds later', async () => {
  const { told, uses, time, wasTold, logged } = setup();
  uses.onFirstUse((successor) => {
    told.push(`${successor.id}@${String(time.now)}`);
    return told.length === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
  });
  uses.note(used('ak2', 'ak1'));
  await wasTold('ak2@0');
  time.now = 9_999;
  uses.note(used('ak2', 'ak1'));
  time.now = 10_000;
  uses.note(used('ak2', 'ak1'));
  await wasTold('ak2@0', 'ak2@10000');
  expect(logged()).toContain('"cid":"ak2"');
});
