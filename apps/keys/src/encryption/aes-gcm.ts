import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '../key-material/index.js';

const ALGORITHM = 'aes-256-gcm';

/** Of the nonce: 96 bits, the length that GCM takes as it is. */
const NONCE_BYTES = 12;

/** Of the tag: all 128 bits. */
const TAG_BYTES = 16;

/** What is done under which key, and what is bound to it without being hidden. */
interface Bound {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly boundTo: string;
}

/** Encrypts under AES-256-GCM with a random nonce; answers nonce, ciphertext and tag in one piece. */
export function encrypt(plain: Uint8Array, { key, boundTo }: Bound, random: RandomBytes): Buffer {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(boundTo));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts what {@link encrypt} answered. Throws unless key and binding are the same, and every bit of it. */
export function decrypt(sealed: Uint8Array, { key, boundTo }: Bound): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('Too short to be encrypted');
  const [nonce, body, tag] = [
    sealed.subarray(0, NONCE_BYTES),
    sealed.subarray(NONCE_BYTES, -TAG_BYTES),
    sealed.subarray(-TAG_BYTES),
  ];
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
