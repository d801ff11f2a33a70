import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { setupSystem, type System } from './system.setup.js';

let system: System;

beforeAll(async () => {
  system = await setupSystem();
});
afterEach(() => system.inbox.faults({ email: null, slack: null }));
afterAll(() => system.close());

/** A pod is given 25 seconds to end; this leaves some for a machine that is slower than this one. */
const TOO_LONG_MS = 20_000;

/** The deliveries of a key as "EMAIL SENDING". */
async function states(name: string): Promise<string[]> {
  const sql = `
    SELECT d.channel || ' ' || d.state AS state FROM scheduler.deliveries d JOIN scheduler.credentials c USING (cid)
    WHERE c.snapshot->>'name' = $1 ORDER BY d.channel`;
  return (await system.query<{ state: string }>(sql, name)).map(({ state }) => state);
}

const become = (name: string, expected: readonly string[]) =>
  until(async () => (await states(name)).join() === expected.join(), {
    what: `the deliveries of ${name} are ${expected.join(' and ')}`,
    withinMs: 20_000,
  });

const DELIVERED = ['EMAIL DELIVERED', 'SLACK DELIVERED'];

const endLeases = () => system.query(`UPDATE scheduler.messages SET lease_until = clock_timestamp() WHERE state = 'SENDING'`);

describe('a scheduler in the middle of a message', () => {
  it('lets another have it that took it over while this one was frozen', async () => {
    await system.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 1 } });
    await system.issue('frozen-sender', { days: 7, ms: 3_000 });
    await become('frozen-sender', ['EMAIL SENDING', 'SLACK DELIVERED']);
    const frozen = system.scheduler;
    void frozen.kill('SIGSTOP');
    const other = await system.startSecondScheduler();
    await endLeases();
    await become('frozen-sender', DELIVERED);
    void frozen.kill('SIGCONT');
    await until(() => frozen.logs().includes('its outcome is not ours to write'), {
      what: 'the frozen one learns that it is too late',
      withinMs: 20_000,
    });
    expect((await system.inbox.containing('frozen-sender')).map(({ channel }) => channel).sort()).toEqual(['email', 'slack']);
    expect(await other.kill()).toBe(0);
  });

  it('ends in time when asked to, twice, with both providers and Redis hung, and what it had is sent by the next', async () => {
    await system.inbox.faults({ email: { fault: 'hang', at: 'data', times: 1 }, slack: { fault: 'hang', times: 1 } });
    await system.issue('asked-to-end', { days: 7, ms: 3_000 });
    await become('asked-to-end', ['EMAIL SENDING', 'SLACK SENDING']);
    system.redis.freeze();
    const askedAt = performance.now();
    const answers = await Promise.all([system.scheduler.kill(), system.scheduler.kill()]);
    expect(performance.now() - askedAt).toBeLessThan(TOO_LONG_MS);
    expect(answers).toEqual([0, 0]);
    system.redis.thaw();
    await system.start('scheduler');
    await endLeases();
    await system.query(`UPDATE scheduler.deliveries SET next_at = clock_timestamp() WHERE state = 'PENDING'`);
    await become('asked-to-end', DELIVERED);
  });
});
