import type { RandomBytes } from '../key-material/index.js';
import { decrypt, encrypt } from './aes-gcm.js';
import { BrokenSeal, MissingKey } from './failures.js';
import type { KeyEncryptionKeys } from './key-encryption-keys.js';
import { PlainSecret } from './plain-secret.js';
import type { Place, SealedSecret, WrappedKey } from './sealed-secret.js';

const DATA_KEY_BYTES = 32;

/**
 * Seals the values of secrets in envelopes (docs/adr/0009): each value is encrypted under a random data key of its own, and that
 * key is wrapped by a key-encryption key that the database never sees. Both are bound to the {@link Place} of the value.
 */
export class Sealer {
  constructor(
    private readonly keys: KeyEncryptionKeys,
    private readonly random: RandomBytes,
  ) {}

  /** The id of the key that wraps from now on. */
  get currentKeyId(): string {
    return this.keys[0].id;
  }

  /** The ids of all keys that unwrap. */
  get keyIds(): readonly string[] {
    return this.keys.map(({ id }) => id);
  }

  /** Seals a value for its place, under the current key-encryption key. */
  seal(plain: PlainSecret, place: Place): SealedSecret {
    const dataKey = this.random(DATA_KEY_BYTES);
    const bound = { key: dataKey, boundTo: bindingOf('ciphertext', place) };
    return { ciphertext: encrypt(Buffer.from(plain.reveal()), bound, this.random), ...this.wrap(dataKey, place) };
  }

  /** Opens a value at its place. Throws {@link MissingKey}, or {@link BrokenSeal} for anything that was not sealed just so. */
  open({ ciphertext, ...wrapped }: SealedSecret, place: Place): PlainSecret {
    const key = this.unwrap(wrapped, place);
    const open = () => decrypt(ciphertext, { key, boundTo: bindingOf('ciphertext', place) });
    return new PlainSecret(unbroken(`The value of ${place.id}`, open).toString());
  }

  /** Wraps a data key anew, under the current key-encryption key. Throws as {@link open} does; the value is not looked at. */
  rewrap(wrapped: WrappedKey, place: Place): WrappedKey {
    return this.wrap(this.unwrap(wrapped, place), place);
  }

  private wrap(dataKey: Uint8Array, place: Place): WrappedKey {
    const { id: keyId, secret: key } = this.keys[0];
    return { wrappedKey: encrypt(dataKey, { key, boundTo: bindingOf('wrapped_key', place, keyId) }, this.random), keyId };
  }

  private unwrap({ wrappedKey, keyId }: WrappedKey, place: Place): Buffer {
    const key = this.keys.find(({ id }) => id === keyId)?.secret;
    if (!key) throw new MissingKey(keyId);
    return unbroken(`The data key of ${place.id}`, () =>
      decrypt(wrappedKey, { key, boundTo: bindingOf('wrapped_key', place, keyId) }),
    );
  }
}

/** Names one column of one row at one version, so that no two of them are ever written alike. */
function bindingOf(column: 'ciphertext' | 'wrapped_key', { workspaceId, id, valueVersion }: Place, keyId?: string): string {
  return JSON.stringify([
    `curfew keys.secrets.${column}`,
    workspaceId,
    id,
    valueVersion,
    ...(keyId === undefined ? [] : [keyId]),
  ]);
}

function unbroken(what: string, open: () => Buffer): Buffer {
  try {
    return open();
  } catch (cause) {
    throw new BrokenSeal(what, { cause });
  }
}
