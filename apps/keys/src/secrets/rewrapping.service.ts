import type { Transaction, Transactions } from '#libs/database';
import { BrokenSeal, type Sealer, type WrappedKey } from '../encryption/index.js';
import type { KeyAtPlace, KeyUse, SealedValuesRepository } from './sealed-values.repository.js';

/** How many data keys are rewrapped in one transaction, and at most locked for a moment. */
const BATCH = 100;

interface RewrappingServiceParts {
  readonly transactions: Transactions;
  readonly values: SealedValuesRepository;
  readonly sealer: Sealer;
}

/** How a run went. */
export interface Rewrapping {
  readonly rewrapped: number;
  /** The ids of secrets that were changed in the database, past Curfew: their data keys do not open, and stay as they are. */
  readonly broken: readonly string[];
  /** Under which key-encryption keys how many secrets are now. */
  readonly uses: readonly KeyUse[];
  /** Whether all of them are under the current one, so that the others can go. */
  readonly isComplete: boolean;
}

interface Batch {
  readonly rewrapped: number;
  readonly broken: readonly string[];
  /** The last id that was looked at; absent once there are no more. */
  readonly last: string | undefined;
}

/**
 * Wraps the data keys of all secrets, of all workspaces, anew under the current key-encryption key. Services may run meanwhile:
 * a data key is stored only if its value is still the one it was read with, and a run that was cut off is simply run again.
 */
export class RewrappingService {
  constructor(private readonly parts: RewrappingServiceParts) {}

  /** Rewraps all there are, saying how far it is. Throws, and has changed nothing, if a key that is in use is not at hand. */
  async run(say: (line: string) => void): Promise<Rewrapping> {
    const { transactions, values, sealer } = this.parts;
    const before = await values.keyUses(transactions.reading);
    this.assertAllAtHand(before);
    const total = before.filter(({ keyId }) => keyId !== sealer.currentKeyId).reduce((sum, { count }) => sum + count, 0);
    let [rewrapped, broken, after] = [0, [] as readonly string[], '' as string | undefined];
    while (after !== undefined) {
      const batch: Batch = await this.nextBatch(after);
      [rewrapped, broken, after] = [rewrapped + batch.rewrapped, [...broken, ...batch.broken], batch.last];
      if (batch.rewrapped > 0) say(`Rewrapped ${String(rewrapped)} of ${String(total)}.`);
    }
    const uses = await values.keyUses(transactions.reading);
    return { rewrapped, broken, uses, isComplete: uses.every(({ keyId }) => keyId === sealer.currentKeyId) };
  }

  private nextBatch(after: string): Promise<Batch> {
    const { transactions, values, sealer } = this.parts;
    return transactions.run(async (tx) => {
      const keys = await values.keysUnderOthers(tx, { keyId: sealer.currentKeyId, after, limit: BATCH });
      const outcomes: { readonly id: string; readonly outcome: Outcome }[] = [];
      // In the order of their ids, so that two runs at once wait for each other instead of in a circle.
      for (const key of keys) outcomes.push({ id: key.id, outcome: await this.rewrap(tx, key) });
      const having = (wanted: Outcome) => outcomes.filter(({ outcome }) => outcome === wanted).map(({ id }) => id);
      return { rewrapped: having('rewrapped').length, broken: having('broken'), last: keys.at(-1)?.id };
    });
  }

  private async rewrap(tx: Transaction, key: KeyAtPlace): Promise<Outcome> {
    const rewrapped = this.opened(key);
    if (!rewrapped) return 'broken';
    return (await this.parts.values.replaceKey(tx, key, rewrapped)) ? 'rewrapped' : 'changed';
  }

  private opened(key: KeyAtPlace): WrappedKey | undefined {
    try {
      return this.parts.sealer.rewrap(key, key);
    } catch (error) {
      if (error instanceof BrokenSeal) return undefined;
      throw error;
    }
  }

  private assertAllAtHand(uses: readonly KeyUse[]): void {
    const missing = uses.filter(({ keyId }) => !this.parts.sealer.keyIds.includes(keyId));
    if (missing.length === 0) return;
    const named = missing.map(({ keyId, count }) => `"${keyId}" (${secretsCounted(count)})`).join(', ');
    throw new Error(`SECRET_ENCRYPTION_KEYS does not name keys that are in use: ${named}. Put them behind the current one.`);
  }
}

type Outcome = 'rewrapped' | 'changed' | 'broken';

/** So many secrets, in words. */
export function secretsCounted(count: number): string {
  return `${String(count)} secret${count === 1 ? '' : 's'}`;
}
