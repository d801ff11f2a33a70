import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';
import { randomBase62, toBase62, type RandomBytes } from './base62.js';

const PREFIX = 'cfw_';

/** 43 digits of 62 kinds hold 256 bits. */
const RANDOM_DIGITS = 43;

const CHECKSUM_DIGITS = 6;

const SHAPE = /^cfw_[0-9A-Za-z]{49}$/;

const REDACTED = 'cfw_[redacted]';

/**
 * An API key as its holder knows it: `cfw_`, 43 random base62 digits, and 6 digits of CRC32 over all that precedes. It exists
 * between its making and the one answer that shows it, and between a request's header and its hash. Only {@link reveal} gives
 * the text: logged, stringified or serialised by accident it shows nothing.
 */
export class PlainKey {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Makes a fresh key of 256 random bits. */
  static make(random: RandomBytes): PlainKey {
    const start = PREFIX + randomBase62(RANDOM_DIGITS, random);
    return new PlainKey(start + checksum(start));
  }

  /** Reads a key; answers `undefined` unless shape and checksum are right. That a key like this was ever issued is not said. */
  static parse(text: string): PlainKey | undefined {
    if (!SHAPE.test(text)) return undefined;
    const start = text.slice(0, -CHECKSUM_DIGITS);
    return text.slice(-CHECKSUM_DIGITS) === checksum(start) ? new PlainKey(text) : undefined;
  }

  /** The last four characters, by which people tell keys apart. */
  get last4(): string {
    return this.#text.slice(-4);
  }

  /** The text itself: for the answer to the key's creation, and for hashing. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

function checksum(text: string): string {
  return toBase62(crc32(text), CHECKSUM_DIGITS);
}
