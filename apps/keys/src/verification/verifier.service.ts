import type { Transactions } from '#libs/database';
import { KeyDigest, PlainKey, type KeyHasher } from '../key-material/index.js';
import type { CredentialReader } from './credential-reader.js';
import type { ImportedKeys } from './imported-keys.js';
import type { KnownCredential } from './known-credential.js';
import type { KnownCredentialsRepository } from './known-credentials.repository.js';

interface VerifierParts {
  readonly transactions: Transactions;
  readonly credentials: KnownCredentialsRepository;
  readonly hasher: KeyHasher;
  readonly reader: CredentialReader;
  readonly imported: ImportedKeys;
}

/** Why nothing is known of a presented text: it was never issued or imported, or it could not have been. */
export type Unknown = 'NOT_FOUND' | 'MALFORMED';

/** How a look into the database is made, if not at once. */
export type Looking = <T>(look: () => Promise<T>) => Promise<T>;

const atOnce: Looking = (look) => look();

/** Says what is known of a presented key. */
export class Verifier {
  constructor(private readonly parts: VerifierParts) {}

  /**
   * What is known of it, whether it is still good or not. What anybody changed a second ago is in it. A text that could be no
   * key is not looked up: one of ours without its checksum, a feed's token, and, while no keys were imported, anything else.
   * Rejects when the database is needed and away, and as `looking` does.
   */
  async identify(text: string, looking = atOnce): Promise<KnownCredential | Unknown> {
    const plain = PlainKey.parse(text);
    if (plain) return plain.kind === 'calendarFeed' ? 'MALFORMED' : this.find(plain.kind, plain, looking);
    const digest = KeyDigest.ofPresented(text);
    return digest && (await this.parts.imported.exist()) ? this.find('apiKey', digest, looking) : 'MALFORMED';
  }

  private async find(
    kind: KnownCredential['kind'],
    key: PlainKey | KeyDigest,
    looking: Looking,
  ): Promise<KnownCredential | Unknown> {
    const { transactions, credentials, hasher, reader } = this.parts;
    const look = () => looking(() => credentials.find(transactions.reading, kind, hasher.candidates(key)));
    return (await reader.read(hasher.hash(key).hash.toString('base64'), look)) ?? 'NOT_FOUND';
  }
}
