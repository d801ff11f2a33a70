import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Fault } from './fault.setup.js';
import { heldElsewhere, notAutomated } from './held.setup.js';
import type { Ordeal } from './ordeal-verdict.setup.js';
import type { Verdict } from './verdict.setup.js';

/** What came of a fault. */
export interface Finding {
  readonly fault: Fault;
  /** How many keys it was about. */
  readonly keys: number;
  readonly verdict: Verdict;
}

/** All that came of a run. */
export interface Findings {
  readonly findings: readonly Finding[];
  readonly ordeals: readonly Ordeal[];
}

const head = `# Reliability: what was injected, and what came of it

\`npm run test:faults\` writes this page: it injects each fault into real processes (a keys service, a scheduler, Redis, Postgres, a mail
server and a Slack that fail on demand) around the time at which reminders are due, waits until everything has come to an end, and
judges by what the mail server and Slack accepted. **Lost**: neither accepted nor ended with a reason. **Duplicated**: accepted more
than once and not flagged. **Flagged**: says of itself that it may have arrived twice, or not at all. **Recovery**: from the moment at
which nothing stood in the way any more to the last message.

The numbers are those of a catalogue of 42 faults. What happens between any two steps of a sending is for the simulation:
\`npm run simulate\`.

## Injected

`;

const killed = `
## Killed again and again

The scheduler is killed (SIGKILL) and started again every few seconds while reminders fall due one by one, for as many people and
channels as here stand. **Slowest**: from the due instant to the provider.

`;

const held = `
## Held by other tests

Faults of the catalogue that another test holds, alone or besides. A test checks that each of these exists.

`;

const missing = `
## Not automated

`;

/** Writes the findings as a page of the documentation. */
export async function writeReport(file: string, { findings, ordeals }: Findings): Promise<void> {
  const text = head + injectedTable(findings) + killed + killedTable(ordeals) + held + heldTable() + missing + missingList();
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

type Cell = string | number;

const row = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |\n`;

const table = (titles: readonly string[], rows: readonly (readonly Cell[])[]) =>
  row(titles) + row(titles.map(() => '---')) + rows.map(row).join('');

function injectedTable(findings: readonly Finding[]): string {
  const titles = ['#', 'fault', 'injected', 'keys', 'lost', 'duplicated', 'flagged', 'early', 'recovery'];
  const rows = findings.map(({ fault, keys, verdict: { lost, duplicated, flagged, early, recoverySeconds } }) => [
    ...[fault.number, fault.fault, fault.injected, keys, lost, duplicated, flagged, early],
    `${String(recoverySeconds)} s`,
  ]);
  return table(titles, rows);
}

function killedTable(ordeals: readonly Ordeal[]): string {
  const titles = ['reminders', 'in', 'killed', 'deliveries', 'messages', 'lost', 'duplicated', 'flagged', 'early', 'slowest'];
  const rows = ordeals.map((ordeal) => [
    ...[ordeal.reminders, `${String(ordeal.seconds)} s`, `${String(ordeal.kills)} times, every ${String(ordeal.everySeconds)} s`],
    ...[ordeal.deliveries, ordeal.messages, ordeal.lost, ordeal.duplicated, ordeal.flagged, ordeal.early],
    `${String(ordeal.longestSeconds)} s`,
  ]);
  return table(titles, rows);
}

function heldTable(): string {
  const rows = heldElsewhere.map(({ number, fault, file, shows, title }) => [
    ...[number, fault, `[${file.split('/').at(-1) ?? ''}](../${file}): "${title}"`],
    shows.replaceAll('<', '&lt;'),
  ]);
  return table(['#', 'fault', 'test', 'what it shows'], rows);
}

const missingList = () => notAutomated.map(({ number, fault, reason }) => `- ${String(number)}, ${fault}: ${reason}.\n`).join('');
