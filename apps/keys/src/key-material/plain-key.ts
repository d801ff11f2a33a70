import { crc32 } from 'node:zlib';
import { randomBase62, toBase62, type RandomBytes } from './base62.js';
import { Concealed } from './concealed.js';

/** What the text of each kind begins with. */
const prefixes = { apiKey: 'cfw_', calendarFeed: 'cfwf_', personalToken: 'cfwp_' } as const;

/** What a plain key opens: the API, for a program or for a user (a personal access token), or a calendar feed and nothing else. */
export type PlainKeyKind = keyof typeof prefixes;

/** 43 digits of 62 kinds hold 256 bits. */
const RANDOM_DIGITS = 43;

const CHECKSUM_DIGITS = 6;

const SHAPE = /^(cfw[fp]?_)[0-9A-Za-z]{49}$/;

const kinds = new Map(Object.entries(prefixes).map(([kind, prefix]) => [prefix, kind as PlainKeyKind]));

/**
 * An API key, personal access token or calendar feed's token as its holder knows it: the prefix of its kind, 43 random base62
 * digits, and 6 digits of CRC32 over all that precedes. It exists between its making and the one answer that shows it, and
 * between a request's header and its hash.
 */
export class PlainKey extends Concealed {
  private constructor(
    readonly kind: PlainKeyKind,
    text: string,
  ) {
    super(text, 'cfw_[redacted]');
  }

  /** Makes a fresh key of 256 random bits. */
  static make(random: RandomBytes, kind: PlainKeyKind = 'apiKey'): PlainKey {
    const start = prefixes[kind] + randomBase62(RANDOM_DIGITS, random);
    return new PlainKey(kind, start + checksum(start));
  }

  /** Reads a key; answers `undefined` unless shape and checksum are right. That a key like this was ever issued is not said. */
  static parse(text: string): PlainKey | undefined {
    const [, prefix] = SHAPE.exec(text) ?? [];
    const kind = kinds.get(prefix as (typeof prefixes)[PlainKeyKind]);
    if (kind === undefined) return undefined;
    const start = text.slice(0, -CHECKSUM_DIGITS);
    if (text.slice(-CHECKSUM_DIGITS) !== checksum(start)) return undefined;
    return new PlainKey(kind, text);
  }

  /** The last four characters, by which people tell keys apart. */
  get last4(): string {
    return this.reveal().slice(-4);
  }
}

function checksum(text: string): string {
  return toBase62(crc32(text), CHECKSUM_DIGITS);
}
