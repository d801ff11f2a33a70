import { createHash, createHmac, randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { KeyDigest } from './key-digest.js';
import { KeyHasher } from './key-hasher.js';
import { PlainKey } from './plain-key.js';

const old = { id: 'old', secret: Buffer.alloc(32, 1) };
const current = { id: 'current', secret: Buffer.alloc(32, 2) };
const plain = PlainKey.make(randomBytes);

it('hashes under the first pepper with HMAC-SHA-256', () => {
  const { hash, pepperId } = new KeyHasher([current, old]).hash(plain);
  expect(pepperId).toBe('current');
  expect(hash).toEqual(createHmac('sha256', current.secret).update(plain.reveal(), 'utf8').digest());
});

it('names a candidate for each pepper, the current one first', () => {
  const candidates = new KeyHasher([current, old]).candidates(plain);
  expect(candidates.map(({ pepperId }) => pepperId)).toEqual(['current', 'old']);
  expect(candidates[1]).toEqual(new KeyHasher([old]).hash(plain));
});

it('hashes the digest of another system so that it is not what that system has', () => {
  const digest = KeyDigest.ofPresented('a-key-of-another-system');
  if (!digest) throw new Error('There is no digest.');
  const { hash, from } = new KeyHasher([current]).hash(digest);
  const sha256 = createHash('sha256').update('a-key-of-another-system').digest('hex');
  expect(hash).toEqual(createHmac('sha256', current.secret).update(`sha256:${sha256}`).digest());
  expect([from, new KeyHasher([current]).hash(plain).from]).toEqual(['sha256', 'key']);
});
