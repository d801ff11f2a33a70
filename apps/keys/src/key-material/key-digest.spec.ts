import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { KeyDigest } from './key-digest.js';
import { PlainKey } from './plain-key.js';

const KEY = 'sk_live_51Jx.0~9+/=|:';
const SHA256 = createHash('sha256').update(KEY).digest();

describe('a digest', () => {
  it('is the same for a presented key and for what another system wrote down of it, in hex or base64', () => {
    const written = [SHA256.toString('hex'), SHA256.toString('hex').toUpperCase(), SHA256.toString('base64')];
    for (const text of written) expect(KeyDigest.parse(text)?.reveal()).toBe(KeyDigest.ofPresented(KEY)?.reveal());
  });

  it('shows nothing when it is logged by accident', () => {
    const digest = KeyDigest.parse(SHA256.toString('hex'));
    for (const text of [String(digest), JSON.stringify({ digest }), inspect({ digest })]) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain(SHA256.toString('hex').slice(0, 8));
    }
  });

  it.each([
    ['a key of ours', PlainKey.make((size) => new Uint8Array(size)).reveal()],
    ['a token of ours, broken', `cfwp_${'x'.repeat(48)}`],
    ['a key of ours in capitals', `CFW_${'X'.repeat(49)}`],
    ['too short', 'a'.repeat(15)],
    ['too long', 'a'.repeat(513)],
    ['blanks', 'a key with blanks in it'],
    ['control characters', `${'a'.repeat(20)}\n`],
    ['letters beyond ASCII', 'é'.repeat(20)],
  ])('is not made of %s', (_, text) => {
    expect(KeyDigest.ofPresented(text)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['a plain key', KEY],
    ['a key of ours', PlainKey.make((size) => new Uint8Array(size)).reveal()],
    ['43 characters that may well be a key', SHA256.toString('base64').slice(0, 43)],
    ['base64 with bits too many', `${'A'.repeat(42)}B=`],
    ['another hash', createHash('sha512').update(KEY).digest('hex')],
    ['a digest that is named', `sha256:${SHA256.toString('hex')}`],
  ])('is not read from %s', (_, text) => {
    expect(KeyDigest.parse(text)).toBeUndefined();
  });
});
