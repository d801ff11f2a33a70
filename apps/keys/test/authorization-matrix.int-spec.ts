import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { everyKindOfCaller, type KnownCaller } from './callers.js';
import { KeysService } from './keys-service.js';
import { ANYONE, matrix, OPEN, OWN, requestOf, WELCOME, type Row } from './matrix.js';
import { routesOf } from './routes.js';
import { StandInScheduler } from './stand-in-scheduler.js';

let service: KeysService;
let scheduler: StandInScheduler;
let callers: readonly KnownCaller[];

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
  callers = await everyKindOfCaller(service);
}, 60_000);

afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});

it('has a row for every route that is served, and none for another', () => {
  expect(Object.keys(matrix).sort()).toEqual(routesOf(service.app).sort());
});

it.each(Object.entries(matrix))(
  '%s answers every kind of caller as they may',
  async (route, row) => {
    for (const { caller, ...known } of callers) {
      const { url, ...said } = await requestOf(route, { service, by: caller, row });
      const { status } = await caller.send(url, said);
      expect({ by: known.called, status }).toEqual({ by: known.called, status: expected(row, known) });
    }
  },
  60_000,
);

function expected({ needs, or, target }: Row, { held, isOwner, isHere, isNobody }: Omit<KnownCaller, 'caller'>): number {
  if (needs === OPEN) return 200;
  if (needs === WELCOME && isNobody) return 200;
  if (held === null) return 401;
  if (needs === ANYONE || needs === WELCOME) return 200;
  if (needs === OWN) return isOwner || (or && held.includes(or)) ? 200 : 403;
  if (!held.includes(needs)) return 403;
  return target && !isHere ? 404 : 200;
}
