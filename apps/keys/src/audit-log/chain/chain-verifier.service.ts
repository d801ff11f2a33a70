import type { Transaction, Transactions } from '#libs/database';
import type { Flaw } from './chain-check.js';
import type { ChainRepository } from './chain.repository.js';
import { writeHead } from './chained-entry.js';
import { Walk, type ExpectedHead } from './walk.js';

/** What is wanted of a verification. */
export interface VerificationWish {
  readonly expectedHeads: readonly ExpectedHead[];
  /** Told how many entries have been looked at, now and then. */
  readonly onProgress: (entries: number) => void;
}

/** What was found. The chains are whole if there is no flaw. */
export interface Verification {
  readonly entries: number;
  /** Of each workspace, in one word each: to be kept where whoever owns the database has no say. */
  readonly heads: readonly string[];
  /** The first ones found, as sentences. */
  readonly flaws: readonly string[];
}

interface ChainVerifierParts {
  readonly transactions: Transactions;
  readonly chains: ChainRepository;
}

/** How many entries are read at a time. */
const BATCH = 5_000;

/** More flaws than this tell nothing new, and would fill the memory where everything is wrong. */
const MOST_FLAWS = 100;

/** Verifies the chains of all workspaces, as they are at one moment, in an amount of memory that does not grow with them. */
export class ChainVerifier {
  constructor(private readonly parts: ChainVerifierParts) {}

  verify(wish: VerificationWish): Promise<Verification> {
    const { transactions, chains } = this.parts;
    return transactions.run(async (tx) => {
      await chains.holdStill(tx);
      const heads = await chains.heads(tx);
      const flaws = new Flaws();
      const walk = new Walk(heads, wish.expectedHeads);
      const entries = await this.walkAll(tx, { walk, flaws, wish });
      for (const flaw of walk.end()) flaws.add(inWords(flaw));
      const strays = await chains.countStrays(tx);
      if (strays !== 0) flaws.add(`${String(strays)} ${strays === 1 ? 'entry is' : 'entries are'} in no chain.`);
      for (const head of walk.unseen) flaws.add(absent(head));
      return { entries, heads: heads.map(writeHead), flaws: flaws.sentences };
    });
  }

  private async walkAll(tx: Transaction, { walk, flaws, wish }: Walking): Promise<number> {
    let seen = 0;
    for await (const batch of this.parts.chains.entries(tx, BATCH)) {
      for (const flaw of batch.flatMap((entry) => walk.take(entry))) flaws.add(inWords(flaw));
      seen += batch.length;
      wish.onProgress(seen);
    }
    return seen;
  }
}

interface Walking {
  readonly walk: Walk;
  readonly flaws: Flaws;
  readonly wish: VerificationWish;
}

/** The first sentences, and how many more there would be. */
class Flaws {
  private readonly first: string[] = [];
  private more = 0;

  add(sentence: string): void {
    if (this.first.length < MOST_FLAWS) this.first.push(sentence);
    else this.more += 1;
  }

  get sentences(): readonly string[] {
    return this.more === 0 ? this.first : [...this.first, `And ${String(this.more)} more.`];
  }
}

function inWords({ workspaceId, sequence, what }: Flaw): string {
  return `Workspace ${workspaceId}: entry ${sequence} ${what}.`;
}

function absent({ workspaceId, sequence, hash }: ExpectedHead): string {
  const where = workspaceId === undefined ? 'Some workspace' : `Workspace ${workspaceId}`;
  return `${where}: entry ${sequence} with the expected hash ${hash} is missing: the log was shortened, or written anew.`;
}
