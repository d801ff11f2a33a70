import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { ChainVerifier } from './chain-verifier.service.js';
import { ChainRepository } from './chain.repository.js';

/** Verifies the chains of hashes, given a database. */
@Module({
  providers: [
    {
      provide: ChainVerifier,
      inject: [Transactions],
      useFactory: (transactions: Transactions) => new ChainVerifier({ transactions, chains: new ChainRepository() }),
    },
  ],
  exports: [ChainVerifier],
})
export class ChainModule {}
