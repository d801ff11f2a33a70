import { createHmac } from 'node:crypto';
import type { KeyDigest } from './key-digest.js';
import type { Pepper, Peppers } from './peppers.js';
import { PlainKey } from './plain-key.js';

/** What is hashed: a key of ours, or the SHA-256 of one that another system made. */
export type HashedFrom = 'key' | 'sha256';

/** What is kept of a key: an HMAC-SHA-256 (32 bytes), the id of the pepper it was made under, and what it was made of. */
export class HashedKey {
  constructor(
    readonly hash: Buffer,
    readonly pepperId: string,
    readonly from: HashedFrom,
  ) {}
}

/**
 * Turns plain keys into hashed ones. A key holds 256 random bits, so a fast keyed hash is enough: without the pepper a hash
 * says nothing, and with it there is nothing to guess. Digests of other systems' keys are hashed the same way: nothing that
 * was known before it was imported is in the database.
 */
export class KeyHasher {
  constructor(private readonly peppers: Peppers) {}

  /** The hash to store: under the current pepper. */
  hash(key: PlainKey | KeyDigest): HashedKey {
    return hashUnder(this.peppers[0], key);
  }

  /** Every hash the key may be stored as, the current pepper's first. */
  candidates(key: PlainKey | KeyDigest): readonly HashedKey[] {
    return this.peppers.map((pepper) => hashUnder(pepper, key));
  }

  /**
   * What only a holder of the peppers can make of a text for one purpose: 32 bytes each, the current pepper's first. Neither
   * another purpose's seal nor the hash of a key is ever the same.
   */
  seals(purpose: 'invitation', text: string): readonly [Buffer, ...Buffer[]] {
    const [current, ...older] = this.peppers;
    const seal = ({ secret }: Pepper) => createHmac('sha256', secret).update(`curfew:${purpose}:${text}`).digest();
    return [seal(current), ...older.map(seal)];
  }
}

function hashUnder({ id, secret }: Pepper, key: PlainKey | KeyDigest): HashedKey {
  const from = key instanceof PlainKey ? 'key' : 'sha256';
  return new HashedKey(createHmac('sha256', secret).update(key.reveal()).digest(), id, from);
}
