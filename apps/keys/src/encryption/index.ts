export { BrokenSeal } from './failures.js';
export { keyEncryptionKeysField, type KeyEncryptionKeys } from './key-encryption-keys.js';
export { PlainSecret } from './plain-secret.js';
export { Sealer } from './sealer.js';
export type { Place, SealedSecret, WrappedKey } from './sealed-secret.js';
