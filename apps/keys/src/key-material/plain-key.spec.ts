import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBase62, toBase62 } from './base62.js';
import { PlainKey } from './plain-key.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const printable = fc.constantFrom(...Array.from(`${DIGITS}-_ .\n\u0000é🔑`));
const anyKey = fc
  .infiniteStream(fc.integer({ min: 0, max: 255 }))
  .map((bytes) => PlainKey.make((size) => Uint8Array.from(bytes.take(size))).reveal());

describe('a plain key', () => {
  it('is cfw_, 43 base62 digits, and 6 digits of CRC32 over what precedes', () => {
    const key = PlainKey.make((size) => new Uint8Array(size)).reveal();
    // CRC32 of `cfw_` and 43 zeros, by an implementation of its own.
    expect(key).toBe(`cfw_${'0'.repeat(43)}${toBase62(crc32(`cfw_${'0'.repeat(43)}`), 6)}`);
    expect(PlainKey.make(randomBytes).reveal()).toMatch(/^cfw_[0-9A-Za-z]{49}$/);
  });

  it('says by its prefix what it opens', () => {
    for (const kind of ['apiKey', 'calendarFeed', 'personalToken'] as const)
      expect(PlainKey.parse(PlainKey.make(randomBytes, kind).reveal())?.kind).toBe(kind);
  });

  it('is read back as what it was, and never twice the same', () => {
    const keys = Array.from({ length: 1_000 }, () => PlainKey.make(randomBytes).reveal());
    for (const key of keys) expect(PlainKey.parse(key)?.reveal()).toBe(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is refused after any change of one character', () => {
    fc.assert(
      fc.property(anyKey, fc.nat({ max: 52 }), printable, (key, place, character) => {
        fc.pre(key[place] !== character);
        expect(PlainKey.parse(key.slice(0, place) + character + key.slice(place + 1))).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with a character more or less, two swapped, or in another case', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 4, max: 51 }), printable, (key, place, character) => {
        expect(PlainKey.parse(key.slice(0, place) + key.slice(place + 1))).toBeUndefined();
        expect(PlainKey.parse(key.slice(0, place) + character + key.slice(place))).toBeUndefined();
        const swapped = key.slice(0, place) + key.charAt(place + 1) + key.charAt(place) + key.slice(place + 2);
        expect(PlainKey.parse(swapped) === undefined || swapped === key).toBe(true);
        expect(PlainKey.parse(key.toUpperCase())).toBeUndefined();
      }),
    );
  });

  it('shows nothing of itself by accident', () => {
    const plain = PlainKey.make(randomBytes);
    const shown = [String(plain), JSON.stringify({ plain }), inspect({ plain }, { depth: 9, showHidden: true })];
    shown.push(JSON.stringify(Object.entries(plain)), JSON.stringify(Object.assign({}, plain)), ['a', plain].join());
    for (const text of shown) expect(text).not.toContain(plain.reveal().slice(4, 20));
    expect(plain.last4).toBe(plain.reveal().slice(-4));
  });
});

describe('random digits', () => {
  it('are equally likely: bytes that would favour the first digits are thrown away', () => {
    const counts = new Map<string, number>();
    let next = 0;
    const everyByte = (size: number) => Uint8Array.from({ length: size }, () => next++ % 256);
    for (const digit of randomBase62(248 * 10, everyByte)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array.from({ length: 62 }, () => 40));
  });
});

/** Bit by bit, as the polynomial is written. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
