export type { RandomBytes } from './base62.js';
export { Concealed } from './concealed.js';
export { KeyDigest } from './key-digest.js';
export { HashedKey, KeyHasher } from './key-hasher.js';
export { keyRingField, type KeyRing } from './key-ring.js';
export { peppersField } from './peppers.js';
export { PlainKey } from './plain-key.js';
