import { keyRingField, type KeyRing } from '../key-material/index.js';

/** At least one key that wraps the data keys of secrets; the first wraps new ones, the others only still unwrap. */
export type KeyEncryptionKeys = KeyRing;

/** What AES-256 takes, to the byte. */
const BYTES = 32;

/** `SECRET_ENCRYPTION_KEYS`. */
export const keyEncryptionKeysField = keyRingField({
  fits: (bytes) => bytes === BYTES,
  expected: 'must be id:base64[,id:base64], each id once and each key of exactly 32 bytes',
});
