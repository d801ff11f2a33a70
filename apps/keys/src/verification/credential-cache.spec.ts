import { expect, it } from '@jest/globals';
import { CredentialCache } from './credential-cache.js';
import type { KnownCredential } from './known-credential.js';

const known = (id: string, userId = 'us1', workspaceId = 'ws1') => ({ id, userId, workspaceId }) as KnownCredential;

it.each([
  ['the credential', 'ak1', ['b', 'c']],
  ['its user', 'us1', ['c']],
  ['its workspace', 'ws1', []],
  ['something else', 'ak9', ['a', 'b', 'c']],
])('forgets what a change of %s concerns, and nothing else', (_, subject, left) => {
  const cache = new CredentialCache(10);
  cache.set('a', known('ak1'));
  cache.set('b', known('ak2'));
  cache.set('c', known('ak3', 'us2'));
  cache.forget(subject);
  expect(['a', 'b', 'c'].filter((hash) => cache.get(hash))).toEqual(left);
  expect(cache.size).toBe(left.length);
});

it('makes room for a new one by dropping the one unused for longest', () => {
  const cache = new CredentialCache(2);
  cache.set('a', known('ak1'));
  cache.set('b', known('ak2'));
  cache.get('a');
  cache.set('c', known('ak3'));
  expect([cache.get('a')?.id, cache.get('b')?.id, cache.get('c')?.id]).toEqual(['ak1', undefined, 'ak3']);
  cache.set('c', known('ak3'));
  expect(cache.size).toBe(2);
});

it('holds one under the ids it has now, not under those it had', () => {
  const cache = new CredentialCache(2);
  cache.set('a', known('ak1', 'us1'));
  cache.set('a', known('ak1', 'us2'));
  cache.forget('us1');
  expect(cache.get('a')?.userId).toBe('us2');
  cache.clear();
  expect(cache.get('a')).toBeUndefined();
});
