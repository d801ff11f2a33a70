import { NOTHING, type ChainedEntry, type Head } from './chained-entry.js';
import { entryHash } from './entry-hash.js';

/** Something that is wrong with a chain, and where. */
export interface Flaw {
  readonly workspaceId: string;
  readonly sequence: string;
  /** What is wrong there, as the end of a sentence that begins with the entry. */
  readonly what: string;
}

/**
 * Follows one workspace's chain from its first entry to its head. After a flaw it goes on from what it found, so that one wrong
 * entry is one flaw and hides no other.
 */
export class ChainCheck {
  private last: Pick<ChainedEntry, 'sequence' | 'hash'> = { sequence: '0', hash: NOTHING };

  constructor(readonly workspaceId: string) {}

  /** Looks at the next entry, by sequence. */
  take(entry: ChainedEntry): Flaw | undefined {
    const flaw = this.objectionTo(entry);
    this.last = entry;
    return flaw;
  }

  /** Compares the end of the chain with what was noted as its head. */
  end(head: Head | undefined): Flaw | undefined {
    const { sequence, hash } = this.last;
    if (!head) return this.flaw(sequence, 'is the last one, and no head was noted for this chain');
    const [end, noted] = [BigInt(sequence), BigInt(head.sequence)];
    if (end < noted) return this.flaw(next(sequence), `is missing, and all after it up to the head, ${head.sequence}`);
    if (end > noted) return this.flaw(next(head.sequence), `is beyond the head, ${head.sequence}: it was added by hand`);
    return hash === head.hash ? undefined : this.flaw(sequence, 'is not the one that was noted as the head');
  }

  private objectionTo(entry: ChainedEntry): Flaw | undefined {
    const { sequence, previousHash, hash } = entry;
    const expected = next(this.last.sequence);
    if (BigInt(sequence) < BigInt(expected)) return this.flaw(sequence, 'is there more than once, or before the first one');
    if (sequence !== expected) return this.flaw(expected, `is missing; the next one is ${sequence}`);
    if (hash !== entryHash(entry)) return this.flaw(sequence, 'was changed: it does not have its hash');
    return previousHash === this.last.hash
      ? undefined
      : this.flaw(sequence, 'does not follow the one before it, which was changed or replaced');
  }

  private flaw(sequence: string, what: string): Flaw {
    return { workspaceId: this.workspaceId, sequence, what };
  }
}

function next(sequence: string): string {
  return String(BigInt(sequence) + 1n);
}
