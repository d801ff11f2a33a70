import { keyRingField, type KeyRing, type NamedSecret } from './key-ring.js';

/** A secret that keys are hashed under and that the database never sees; its id is stored beside each hash. */
export type Pepper = NamedSecret;

/** At least one pepper; the first is current, the others only still verify what was hashed under them. */
export type Peppers = KeyRing;

const LEAST_BYTES = 32;

/** `KEY_PEPPERS`. */
export const peppersField = keyRingField({
  fits: (bytes) => bytes >= LEAST_BYTES,
  expected: 'must be id:base64[,id:base64], each id once and each secret of at least 32 bytes',
});
