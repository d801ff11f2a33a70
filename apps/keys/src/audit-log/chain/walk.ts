import { ChainCheck, type Flaw } from './chain-check.js';
import type { ChainedEntry, Head } from './chained-entry.js';

/** A head that was noted earlier: the entry has to be there still. Without a workspace: in whichever chain. */
export interface ExpectedHead extends Omit<Head, 'workspaceId'> {
  readonly workspaceId?: string | undefined;
}

/** Goes through the entries of all workspaces, one chain after the other. */
export class Walk {
  private check: ChainCheck | undefined;
  private readonly heads: Map<string, Head>;
  /** What was expected, and has not come by. */
  readonly unseen: Set<ExpectedHead>;

  constructor(heads: readonly Head[], expected: readonly ExpectedHead[]) {
    this.heads = new Map(heads.map((head) => [head.workspaceId, head]));
    this.unseen = new Set(expected);
  }

  take(entry: ChainedEntry): readonly Flaw[] {
    for (const expected of this.unseen) if (isMetBy(entry, expected)) this.unseen.delete(expected);
    const { workspaceId } = entry;
    const before = this.check?.workspaceId === workspaceId ? undefined : this.endOfChain();
    this.check ??= new ChainCheck(workspaceId);
    return [before, this.check.take(entry)].filter((flaw) => flaw !== undefined);
  }

  /** Ends the last chain, and those that have a head and nothing else. */
  end(): readonly Flaw[] {
    const last = this.endOfChain();
    const empty = [...this.heads.values()].map((head) => new ChainCheck(head.workspaceId).end(head));
    return [last, ...empty].filter((flaw) => flaw !== undefined);
  }

  private endOfChain(): Flaw | undefined {
    if (!this.check) return undefined;
    const { workspaceId } = this.check;
    const flaw = this.check.end(this.heads.get(workspaceId));
    this.heads.delete(workspaceId);
    this.check = undefined;
    return flaw;
  }
}

function isMetBy(entry: ChainedEntry, { workspaceId, sequence, hash }: ExpectedHead): boolean {
  return entry.sequence === sequence && entry.hash === hash && (workspaceId ?? entry.workspaceId) === entry.workspaceId;
}
