import type { Transactions } from '#libs/database';
import type { KeyHasher, PlainKey } from '../key-material/index.js';
import type { CredentialReader } from './credential-reader.js';
import type { KnownCredential } from './known-credential.js';
import type { KnownCredentialsRepository } from './known-credentials.repository.js';

interface VerifierParts {
  readonly transactions: Transactions;
  readonly credentials: KnownCredentialsRepository;
  readonly hasher: KeyHasher;
  readonly reader: CredentialReader;
}

/** Says what is known of a presented key. */
export class Verifier {
  constructor(private readonly parts: VerifierParts) {}

  /**
   * What is known of it, whether it is still good or not; `undefined` if it was never issued. What anybody changed a second ago
   * is in it. Rejects when the database is needed and away.
   */
  identify(plain: PlainKey): Promise<KnownCredential | undefined> {
    const { transactions, credentials, hasher, reader } = this.parts;
    const find = () => credentials.find(transactions.reading, plain.kind, hasher.candidates(plain));
    return reader.read(hasher.hash(plain).hash.toString('base64'), find);
  }
}
