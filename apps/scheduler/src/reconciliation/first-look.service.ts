import { Injectable } from '@nestjs/common';
import type { CopiedKind } from '#libs/contracts';
import { Transactions } from '#libs/database';
import { Bus } from '#libs/messaging';
import { CopiesRepository } from './copies.repository.js';
import { compare, type Comparison } from './domain/comparison.js';

/**
 * How many versions one digest stands for: a million credentials are two hundred questions, and each is answered well within the two
 * seconds that there are, also of a table that was not vacuumed and is not in memory.
 */
const DIGESTED = 5_000;

/** How many versions are told at once where digests differ. */
const LISTED = 1_000;

/** Finds out where copies differ from what the keys service knows, one page at a time. */
@Injectable()
export class FirstLook {
  constructor(
    private readonly transactions: Transactions,
    private readonly copies: CopiesRepository,
    private readonly bus: Bus,
  ) {}

  /** Compares what comes after an id: many at once if they are the same, and fewer if not. Rejects if nobody answers. */
  async at(kind: CopiedKind, after: string): Promise<Comparison> {
    const digested = { after, limit: DIGESTED };
    const held = await this.copies.digest(this.transactions.reading, kind, digested);
    const told = await this.bus.ask('keys.digest', { of: kind, ...digested });
    const isSame = held.digest === told.digest && held.count === told.count && held.last === told.last;
    if (isSame) return { differences: [], next: told.count < DIGESTED ? null : told.last };
    const listed = { after, limit: LISTED };
    // What is held is read first: an event that is worked in meanwhile makes it look older than it is, which passes.
    return compare({
      held: await this.copies.versions(this.transactions.reading, kind, listed),
      told: await this.bus.ask('keys.versions', { of: kind, ...listed }),
      limit: LISTED,
    });
  }
}
