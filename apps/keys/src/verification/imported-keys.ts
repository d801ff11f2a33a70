import { FRESH_MS } from './credential-reader.js';
import type { Elapsed, Stopwatch } from './stopwatch.js';

interface ImportedKeysParts {
  /** Asks the database. */
  readonly look: () => Promise<boolean>;
  readonly stopwatch: Stopwatch;
}

/**
 * Whether there are keys of other systems at all. While there are none, a bearer that is no key of ours is not looked for, and
 * the database is asked about it once in {@link FRESH_MS} at most: so the first imported key, too, works within a second.
 */
export class ImportedKeys {
  private areThere = false;
  private last: { readonly age: Elapsed; readonly answer: Promise<boolean> } | undefined;

  constructor(private readonly parts: ImportedKeysParts) {}

  /** Rejects when that is not known and the database is away. */
  async exist(): Promise<boolean> {
    // For good: rows of keys are never deleted.
    if (this.areThere) return true;
    const { look, stopwatch } = this.parts;
    if (!this.last || this.last.age() >= FRESH_MS) this.last = { age: stopwatch(), answer: look() };
    this.areThere ||= await this.last.answer;
    return this.areThere;
  }
}
