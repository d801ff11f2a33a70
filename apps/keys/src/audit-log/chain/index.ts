import type { Transactions } from '#libs/database';
import { ChainVerifier } from './chain-verifier.service.js';
import { ChainRepository } from './chain.repository.js';

export { ChainVerifier, type Verification } from './chain-verifier.service.js';
export type { ExpectedHead } from './walk.js';

/** What verifies the chains, in this database. */
export function chainVerifier(transactions: Transactions): ChainVerifier {
  return new ChainVerifier({ transactions, chains: new ChainRepository() });
}
