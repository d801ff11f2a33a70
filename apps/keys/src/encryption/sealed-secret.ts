/** Where a sealed value stands. It opens there and nowhere else: a value that is moved, or put back, does not. */
export interface Place {
  readonly workspaceId: string;
  /** The id of the row. */
  readonly id: string;
  /** Counts the values that stood there from 1. */
  readonly valueVersion: number;
}

/** A data key as it is stored: wrapped by the key-encryption key of this id. */
export interface WrappedKey {
  readonly wrappedKey: Buffer;
  readonly keyId: string;
}

/** A value as it is stored: encrypted under a data key of its own, and that key, wrapped. */
export interface SealedSecret extends WrappedKey {
  readonly ciphertext: Buffer;
}
