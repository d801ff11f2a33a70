import { createHmac } from 'node:crypto';
import type { Pepper, Peppers } from './peppers.js';
import type { PlainKey } from './plain-key.js';

/** What is kept of a key: an HMAC-SHA-256 (32 bytes) and the id of the pepper it was made under. */
export class HashedKey {
  constructor(
    readonly hash: Buffer,
    readonly pepperId: string,
  ) {}
}

/**
 * Turns plain keys into hashed ones. A key holds 256 random bits, so a fast keyed hash is enough: without the pepper a hash
 * says nothing, and with it there is nothing to guess.
 */
export class KeyHasher {
  constructor(private readonly peppers: Peppers) {}

  /** The hash to store: under the current pepper. */
  hash(key: PlainKey): HashedKey {
    return hashUnder(this.peppers[0], key);
  }

  /** Every hash the key may be stored as, the current pepper's first. */
  candidates(key: PlainKey): readonly HashedKey[] {
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

function hashUnder({ id, secret }: Pepper, key: PlainKey): HashedKey {
  return new HashedKey(createHmac('sha256', secret).update(key.reveal()).digest(), id);
}
