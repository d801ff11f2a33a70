import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setupSystem, type System } from '../system.setup.js';
import { catalogue, type Fault } from './catalogue.setup.js';
import { writeReport, type Finding } from './report.setup.js';
import { dueAt, judge, type NamedKey } from './verdict.setup.js';

/** Where `npm run test:faults` has the findings written, as a global of Jest's; without it the slow ones are left out. */
const { reliabilityReport: report } = globalThis as { reliabilityReport?: string };

const findings: Finding[] = [];
let system: System;

beforeAll(async () => {
  system = await setupSystem({ LEASE_SECONDS: '25' });
}, 120_000);

afterEach(() => system.inbox.faults({ email: null, slack: null }));

afterAll(async () => {
  if (report !== undefined) await writeReport(report, findings);
  await system.close();
});

async function issue({ number, keys = 2, dueInMs = 4_000 }: Fault): Promise<readonly NamedKey[]> {
  const names = Array.from({ length: keys }, (_, place) => `fault-${String(number)}-key-${String(place)}.`);
  return Promise.all(names.map(async (name) => ({ name, ...(await system.issue(name, { days: 7, ms: dueInMs })) })));
}

describe('nothing is lost, sent twice or early when', () => {
  const faults = report === undefined ? catalogue.filter(({ isSlow }) => isSlow !== true) : catalogue;

  it.each(faults.map((fault) => [fault.number, fault.fault, fault] as const))(
    '%i: %s',
    async (_, __, fault) => {
      await fault.before?.(system);
      const keys = await issue(fault);
      await fault.strike(system, keys);
      const clearAt = Math.max(Date.now(), ...keys.map(dueAt));
      const verdict = await judge(system, { keys, clearAt, withinMs: 150_000 });
      findings.push({ fault, verdict });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, early: 0 });
      expect(verdict.flagged).toBeLessThanOrEqual(fault.mayFlag ?? 0);
    },
    240_000,
  );
});
