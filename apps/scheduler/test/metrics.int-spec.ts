import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { Barrier } from './barrier.setup.js';
import { aCredential, expiresIn, keyEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
});
afterAll(() => bench.close());

const metrics = async () => (await bench.get('/metrics')).body;

/** A figure without labels of its own; `NaN` while it can't be read. */
const figure = async (name: string) => Number(new RegExp(`^${name}{service="scheduler"} (.+)$`, 'm').exec(await metrics())?.[1]);

it.each([
  ['curfew_deliveries_total', 'channel="EMAIL",outcome="failed"'],
  ['curfew_deliveries_total', 'channel="SLACK",outcome="unconfirmed"'],
  ['curfew_messages_total', 'channel="SLACK",outcome="delivered"'],
  ['curfew_deliveries_unsendable_total', 'channel="SLACK"'],
  ['curfew_events_consumed_total', 'outcome="buried"'],
  ['curfew_invitations_total', 'outcome="failed"'],
  ['curfew_reminders_fallen_due_total', 'outcome="untold"'],
])('shows %s{%s} before there is one, so that the first is an increase', async (name, labels) => {
  expect(await metrics()).toContain(`${name}{${labels},service="scheduler"} 0`);
});

it('shows for how long an event has waited that can not be worked in, and nothing once it is', async () => {
  await until(async () => (await figure('curfew_events_oldest_seconds')) === 0, {
    what: 'the group is there and has nothing to do',
  });
  const barrier = await Barrier.holding(bench.databaseUrl, 'LOCK TABLE scheduler.credentials IN ACCESS EXCLUSIVE MODE');
  await bench.publish(keyEventOf(aCredential({ expiration: expiresIn({ days: 30 }) })));
  await until(async () => (await figure('curfew_events_oldest_seconds')) > 0.5, {
    what: 'the event has waited for half a second',
  });
  await barrier.release();
  await until(async () => (await figure('curfew_events_oldest_seconds')) === 0, { what: 'the event is settled' });
});

it('shows no wait, and all the rest, while Redis is frozen', async () => {
  bench.redisServer.freeze();
  const text = await metrics();
  expect(text).toMatch(/^curfew_events_oldest_seconds{service="scheduler"} Nan$/m);
  expect(text).toMatch(/^curfew_ready{check="sweep",service="scheduler"} 1$/m);
  expect(text).toMatch(/^curfew_ready{check="redis",service="scheduler"} 0$/m);
  bench.redisServer.thaw();
  await until(async () => (await metrics()).includes('curfew_ready{check="redis",service="scheduler"} 1'), {
    what: 'Redis is back',
  });
});
