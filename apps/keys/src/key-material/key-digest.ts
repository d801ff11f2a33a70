import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/** What a key of another system may look like: visible ASCII, of a length that nobody guesses and no header exceeds. */
const FOREIGN = /^[!-~]{16,512}$/;

/** Keys and tokens of our own, whole or broken: their checksum has the last word. */
const OURS = /^cfw[a-z]?_/i;

const HEX = /^[0-9a-f]{64}$/i;

/** With its padding: 43 characters without are what many systems make keys of. */
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

const REDACTED = 'sha256:[redacted]';

/**
 * The SHA-256 of a key that another system made: all that was imported of it, and what is made of a presented key to find it.
 * It is stored no more than a plain key is, only its HMAC under a pepper. Logged by accident it shows nothing.
 */
export class KeyDigest {
  readonly #sha256: Buffer;

  private constructor(sha256: Buffer) {
    this.#sha256 = sha256;
  }

  /** The digest of a presented key; `undefined` for a text that can be no key of another system. */
  static ofPresented(text: string): KeyDigest | undefined {
    if (!FOREIGN.test(text) || OURS.test(text)) return undefined;
    return new KeyDigest(createHash('sha256').update(text).digest());
  }

  /** Reads a digest as other systems write it: 64 hexadecimal digits, or base64 with its padding. */
  static parse(written: string): KeyDigest | undefined {
    if (HEX.test(written)) return new KeyDigest(Buffer.from(written, 'hex'));
    if (!BASE64.test(written)) return undefined;
    const sha256 = Buffer.from(written, 'base64');
    return sha256.toString('base64') === written ? new KeyDigest(sha256) : undefined;
  }

  /** What is hashed under a pepper. No plain key of ours begins like this, so neither can be taken for the other. */
  reveal(): string {
    return `sha256:${this.#sha256.toString('hex')}`;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
