export type { RandomBytes } from './base62.js';
export { HashedKey, KeyHasher } from './key-hasher.js';
export { peppersField, type Pepper, type Peppers } from './peppers.js';
export { PlainKey } from './plain-key.js';
