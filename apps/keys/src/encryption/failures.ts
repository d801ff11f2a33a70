import { DomainError } from '#libs/kernel';

/** A data key that was wrapped by a key-encryption key which is not at hand: UNAVAILABLE until an operator puts it back. */
export class MissingKey extends DomainError {
  constructor(readonly keyId: string) {
    super(
      'UNAVAILABLE',
      'This secret can not be decrypted now.',
      `SECRET_ENCRYPTION_KEYS does not name the key "${keyId}", under which it is encrypted.`,
    );
  }
}

/** Something stored that does not open: it was changed or moved, or the key of this id is not the one that sealed it. */
export class BrokenSeal extends Error {
  constructor(what: string, options: ErrorOptions) {
    super(`${what} does not open: it was changed or moved, or sealed under another key of the same id.`, options);
    this.name = BrokenSeal.name;
  }
}
