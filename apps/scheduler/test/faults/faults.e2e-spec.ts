import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setupSystem, type System } from '../system.setup.js';
import { catalogue } from './catalogue.setup.js';
import { endure } from './endurance.setup.js';
import type { Fault } from './fault.setup.js';
import type { Ordeal } from './ordeal-verdict.setup.js';
import { writeReport, type Finding } from './report.setup.js';
import { dueAt, judge, type NamedKey } from './verdict.setup.js';

/** Where `npm run test:faults` has the findings written, as a global of Jest's; without it the slow ones are left out. */
const { reliabilityReport: report } = globalThis as { reliabilityReport?: string };

const findings: Finding[] = [];
const ordeals: Ordeal[] = [];

afterAll(async () => {
  if (report !== undefined) await writeReport(report, { findings, ordeals });
});

async function issue(system: System, fault: Fault): Promise<readonly NamedKey[]> {
  const { keys = 2, dueInMs = 4_000, issue: itsOwnWay } = fault;
  if (itsOwnWay) return itsOwnWay(system);
  // By its place: a number may have several rows, and what is named is counted.
  const row = String(catalogue.indexOf(fault));
  const names = Array.from({ length: keys }, (_, place) => `fault-row-${row}-key-${String(place)}.`);
  return Promise.all(names.map(async (name) => ({ name, ...(await system.issue(name, { days: 7, ms: dueInMs })) })));
}

describe('nothing is lost, sent twice or early when', () => {
  const faults = report === undefined ? catalogue.filter(({ isSlow }) => isSlow !== true) : catalogue;
  let system: System;

  beforeAll(async () => {
    system = await setupSystem({ LEASE_SECONDS: '25' });
  }, 120_000);
  afterEach(() => {
    system.mend();
    return system.inbox.faults({ email: null, slack: null });
  });
  afterAll(() => system.close());

  it.each(faults.map((fault) => [fault.number, fault.fault, fault] as const))(
    '%i: %s',
    async (_, __, fault) => {
      // It takes minutes: whoever watches sees how far it is.
      if (report !== undefined) process.stderr.write(`  ${String(fault.number)}: ${fault.fault} …\n`);
      await fault.before?.(system);
      const keys = await issue(system, fault);
      await fault.strike(system, keys);
      const clearAt = Math.max(Date.now(), ...keys.map(dueAt));
      const verdict = await judge(system, { keys, clearAt, withinMs: 150_000 });
      findings.push({ fault, keys: keys.length, verdict });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, early: 0 });
      expect(verdict.flagged).toBeLessThanOrEqual(fault.mayFlag ?? 0);
    },
    240_000,
  );
});

// In a system of its own, for six minutes: not for `npm test`.
if (report !== undefined)
  describe('nothing is lost, sent twice or early while', () => {
    let system: System;

    beforeAll(async () => {
      system = await setupSystem({ LEASE_SECONDS: '25', NOTIFY_SLACK_CHANNELS: '', RATE_LIMIT_PER_MINUTE: '1000000' });
    }, 120_000);
    afterAll(() => system.close());

    it('the scheduler is killed every five seconds for five minutes, and two thousand reminders fall due', async () => {
      const ordeal = await endure(system, { reminders: 2_000, seconds: 300, everySeconds: 5 });
      ordeals.push(ordeal);
      expect(ordeal).toMatchObject({ lost: 0, duplicated: 0, early: 0 });
    }, 1_200_000);
  });
