import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Fault } from './catalogue.setup.js';
import type { Verdict } from './verdict.setup.js';

/** What came of a fault. */
export interface Finding {
  readonly fault: Fault;
  readonly verdict: Verdict;
}

const head = `# Reliability: what was injected, and what came of it

\`npm run test:faults\` writes this page: it injects each fault into real processes (a keys service, a scheduler, Redis, Postgres, a mail
server and a Slack that fail on demand) around the time at which reminders are due, waits until everything has come to an end, and
judges by what the mail server and Slack accepted. **Lost**: neither accepted nor ended with a reason. **Duplicated**: accepted more
than once and not flagged. **Flagged**: says of itself that it may have arrived twice, or not at all. **Recovery**: from the moment at
which nothing stood in the way any more to the last message.

The numbers are those of a catalogue of 42 faults; what is missing here is held by other tests, or not automated yet. What happens
between any two steps of a sending is for the simulation: \`npm run simulate\`.

| #   | fault | injected | keys | lost | duplicated | flagged | early | recovery |
| --- | ----- | -------- | ---- | ---- | ---------- | ------- | ----- | -------- |
`;

/** Writes the findings as a page of the documentation. */
export async function writeReport(file: string, findings: readonly Finding[]): Promise<void> {
  const rows = findings.map(({ fault, verdict: { lost, duplicated, flagged, early, recoverySeconds } }) => {
    const cells = [fault.number, fault.fault, fault.injected, fault.keys ?? 2, lost, duplicated, flagged, early];
    return `| ${[...cells, `${String(recoverySeconds)} s`].join(' | ')} |\n`;
  });
  writeFileSync(file, await format(head + rows.join(''), { ...(await resolveConfig(file)), filepath: file }));
}
