import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BrokenSeal, MissingKey } from './failures.js';
import { keyEncryptionKeysField } from './key-encryption-keys.js';
import { PlainSecret } from './plain-secret.js';
import { Sealer } from './sealer.js';

const old = { id: 'old', secret: Buffer.alloc(32, 1) };
const current = { id: 'current', secret: Buffer.alloc(32, 2) };
const place = { workspaceId: 'ws0000000000000001', id: 'se0000000000000001', valueVersion: 1 };
const sealer = new Sealer([current, old], randomBytes);
const sealed = sealer.seal(new PlainSecret('the value'), place);

const flipped = (bytes: Buffer, bit: number) => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
};

describe('a sealed value', () => {
  it('opens as what it was, whatever that was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(sealer.open(sealer.seal(new PlainSecret(text), place), place).reveal()).toBe(text);
      }),
    );
  });

  it('is never sealed twice alike, nor under one data key', () => {
    const again = sealer.seal(new PlainSecret('the value'), place);
    expect(again.ciphertext.equals(sealed.ciphertext)).toBe(false);
    expect(() => sealer.open({ ...sealed, ciphertext: again.ciphertext }, place)).toThrow(BrokenSeal);
  });

  it.each(['ciphertext', 'wrappedKey'] as const)('does not open with any bit of its %s flipped', (part) => {
    for (let bit = 0; bit < sealed[part].length * 8; bit += 1) {
      expect(() => sealer.open({ ...sealed, [part]: flipped(sealed[part], bit) }, place)).toThrow(BrokenSeal);
    }
  });

  it.each(['ciphertext', 'wrappedKey'] as const)('does not open with its %s cut, lengthened or missing', (part) => {
    for (const bytes of [sealed[part].subarray(1), sealed[part].subarray(0, -1), Buffer.alloc(0), Buffer.alloc(28)])
      expect(() => sealer.open({ ...sealed, [part]: bytes }, place)).toThrow(BrokenSeal);
    const longer = Buffer.concat([sealed[part], Buffer.alloc(1)]);
    expect(() => sealer.open({ ...sealed, [part]: longer }, place)).toThrow(BrokenSeal);
  });

  it.each([
    ['in another workspace', { workspaceId: 'ws0000000000000002' }],
    ['in another row', { id: 'se0000000000000002' }],
    ['as another version', { valueVersion: 2 }],
  ])('does not open %s, and its data key is not even unwrapped there', (_, moved) => {
    expect(() => sealer.open(sealed, { ...place, ...moved })).toThrow(/^The data key/);
    expect(() => sealer.rewrap(sealed, { ...place, ...moved })).toThrow(BrokenSeal);
  });

  it('does not open with its columns swapped', () => {
    const swapped = { ...sealed, ciphertext: sealed.wrappedKey, wrappedKey: sealed.ciphertext };
    expect(() => sealer.open(swapped, place)).toThrow(BrokenSeal);
  });

  it('needs the key of its id, and that very one', () => {
    expect(() => new Sealer([old], randomBytes).open(sealed, place)).toThrow(MissingKey);
    const impostor = new Sealer([{ id: 'current', secret: old.secret }], randomBytes);
    expect(() => impostor.open(sealed, place)).toThrow(BrokenSeal);
    const renamed = new Sealer([{ id: 'renamed', secret: current.secret }], randomBytes);
    expect(() => renamed.open({ ...sealed, keyId: 'renamed' }, place)).toThrow(BrokenSeal);
  });

  it('shows no value in what is thrown', () => {
    for (const tampered of [
      { ...sealed, keyId: 'gone' },
      { ...sealed, ciphertext: flipped(sealed.ciphertext, 99) },
    ]) {
      const shown = (() => {
        try {
          return sealer.open(tampered, place).reveal();
        } catch (error) {
          return inspect(error, { depth: 9, showHidden: true });
        }
      })();
      expect(shown).not.toContain('the value');
      expect(shown).not.toContain(current.secret.toString('hex'));
    }
  });
});

describe('rewrapping', () => {
  it('leads to the current key, and leaves the value as it is', () => {
    const under = new Sealer([old], randomBytes).seal(new PlainSecret('kept'), place);
    const rewrapped = sealer.rewrap(under, place);
    expect(rewrapped.keyId).toBe('current');
    expect(new Sealer([current], randomBytes).open({ ...under, ...rewrapped }, place).reveal()).toBe('kept');
  });
});

it('a plain secret shows nothing of itself by accident', () => {
  const plain = new PlainSecret('the value');
  const shown = [
    String(plain),
    JSON.stringify({ plain }),
    inspect({ plain }, { depth: 9, showHidden: true }),
    ['a', plain].join(),
  ];
  shown.push(JSON.stringify(Object.entries(plain)), JSON.stringify(Object.assign({}, plain)));
  for (const text of shown) expect(text).not.toContain('value');
});

it.each([31, 33, 16, 64])('a key of %i bytes is refused', (bytes) => {
  expect(keyEncryptionKeysField.safeParse(`a:${Buffer.alloc(bytes).toString('base64')}`).error?.issues[0]?.message).toContain(
    'exactly 32 bytes',
  );
  expect(keyEncryptionKeysField.parse(`a:${Buffer.alloc(32).toString('base64')}`)).toHaveLength(1);
});
