import { appendFileSync, rmSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Outcome } from './key-import.service.js';

/** How many problems and warnings are said one by one; the file has all problems. */
const MOST_SAID = 100;

/** How long, in milliseconds, between two words about how far it is. */
const PAUSE_MS = 1_000;

/** What became of one line, and whether its key may do everything. */
export interface LineReport {
  readonly line: number;
  readonly outcome: Outcome;
  readonly isAdmin: boolean;
}

interface ImportReportParts {
  /** The file that is imported; its problems go into another one beside it. */
  readonly path: string;
  readonly dryRun: boolean;
  readonly say: (sentence: string) => void;
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
}

/** Says how an import goes, and writes what is wrong into `<file>.errors.csv`: by line and field, without repeating any of it. */
export class ImportReport {
  private readonly counts = { imported: 0, known: 0, refused: 0 };
  private readonly startedAt: number;
  private saidAt: number;
  private said = 0;
  private hasProblems = false;

  constructor(private readonly parts: ImportReportParts) {
    this.startedAt = this.saidAt = parts.monotonic();
    rmSync(this.errorsPath, { force: true });
  }

  /** Where the problems are, if there are any. */
  get errorsPath(): string {
    return `${this.parts.path}.errors.csv`;
  }

  get refused(): number {
    return this.counts.refused;
  }

  /** Notes what became of some lines, once that is settled. */
  note(reports: readonly LineReport[]): void {
    for (const { line, outcome, isAdmin } of reports) {
      this.counts[typeof outcome === 'string' ? outcome : 'refused'] += 1;
      if (outcome === 'imported' && isAdmin) this.sayOne(`line ${line}: warning: gives the role ADMIN, which may do everything`);
    }
    const problems = reports.flatMap(({ line, outcome }) =>
      typeof outcome === 'string' ? [] : outcome.map((problem) => ({ line, ...problem })),
    );
    for (const { line, field, problem } of problems) this.sayOne(`line ${line}: ${field}: ${problem}`);
    this.keep(problems);
  }

  /** Says how far it is, once a second at most. */
  progress(line: number, of: number): void {
    const now = this.parts.monotonic();
    if (now - this.saidAt < PAUSE_MS) return;
    this.saidAt = now;
    this.parts.say(`${shown(line)} of ${shown(of)} lines: ${this.summary()}`);
  }

  /** How many there were of each, and how fast it went. */
  summary(): string {
    const { imported, known, refused } = this.counts;
    const seconds = Math.max((this.parts.monotonic() - this.startedAt) / 1_000, 0.001);
    const rate = Math.round((imported + known + refused) / seconds);
    const done = this.parts.dryRun ? 'would be imported' : 'imported';
    return `${shown(imported)} ${done}, ${shown(known)} here already, ${shown(refused)} refused (${shown(rate)} a second)`;
  }

  private sayOne(sentence: string): void {
    this.said += 1;
    if (this.said <= MOST_SAID) this.parts.say(sentence);
    if (this.said === MOST_SAID) this.parts.say(`More is not said here; ${this.errorsPath} has every problem.`);
  }

  private keep(problems: readonly object[]): void {
    if (problems.length === 0) return;
    const columns = ['line', 'field', 'problem'];
    appendFileSync(this.errorsPath, stringify([...problems], { columns, header: !this.hasProblems }));
    this.hasProblems = true;
  }
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
