import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { setupSystem, type System } from './system.setup.js';

let system: System;

beforeAll(async () => {
  system = await setupSystem();
});
afterAll(() => system.close());

interface LogPage {
  readonly total: number;
  readonly logs: readonly { readonly status: string; readonly medium: string; readonly recipientType: string }[];
}

interface Inventory {
  readonly credentials: readonly { readonly cid: string; readonly nextReminderDate?: string }[];
}

const log = async (query = '') => (await system.call('GET', `/notifications/logs${query}`)).body as LogPage;

describe('the two services together', () => {
  it('tell in the log of the API what the scheduler has sent, and when it will send next', async () => {
    const key = await system.issue('logged', { days: 7, ms: 2_000 });
    await system.inbox.both('logged');
    const { total, logs } = await until(
      async () => {
        const page = await log('?statuses=DELIVERED&orderBy=DATE_CREATED_ASC');
        return page.total >= 2 && page;
      },
      { what: 'both deliveries are in the log' },
    );
    expect([total, logs.map(({ medium, recipientType }) => `${medium} ${recipientType}`).sort()]).toEqual([
      2,
      ['EMAIL USER', 'SLACK CHANNEL'],
    ]);
    expect(await log('?statuses=FAILED,IGNORED,READY')).toMatchObject({ total: 0, logs: [] });
    const { credentials } = (await system.call('GET', '/inventory')).body as Inventory;
    const dayBefore = Date.parse(key.expirationDate) - 86_400_000;
    const next = Date.parse(credentials.find(({ cid }) => cid === key.cid)?.nextReminderDate ?? '');
    expect(next).toBeLessThanOrEqual(dayBefore);
    expect(next).toBeGreaterThan(dayBefore - 86_400_000);
  });

  it('give one answer, however many schedulers there are, and none when there is none', async () => {
    const second = await system.startSecondScheduler();
    const before = await log();
    for (let round = 0; round < 10; round += 1) expect(await log()).toEqual(before);
    await system.crash('scheduler');
    expect(await log()).toEqual(before);
    expect(await second.kill()).toBe(0);
    expect(await system.call('GET', '/notifications/logs')).toMatchObject({
      status: 503,
      body: { details: expect.stringContaining('The scheduler') },
    });
    expect((await system.call('GET', '/inventory')).status).toBe(200);
    await (await system.start('scheduler')).ready();
    await until(async () => (await system.call('GET', '/notifications/logs')).status === 200, { what: 'the log is back' });
  });

  it('find each other when Redis comes, although the scheduler started without it', async () => {
    await system.crash('scheduler');
    await system.redis.kill();
    await (await system.start('scheduler')).ready();
    expect((await system.call('GET', '/notifications/logs')).status).toBe(503);
    await system.redis.restart();
    await until(async () => (await system.call('GET', '/notifications/logs')).status === 200, {
      what: 'the log is back',
      withinMs: 30_000,
    });
  });
});
