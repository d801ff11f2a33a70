import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { KeyHasher } from '../key-material/index.js';
import { KnownCredentialsRepository } from './known-credentials.repository.js';
import { Verifier } from './verifier.service.js';

/** Verification of keys and tokens. */
@Module({
  providers: [
    {
      provide: Verifier,
      inject: [Transactions, KeyHasher],
      useFactory: (transactions: Transactions, hasher: KeyHasher) =>
        new Verifier({ transactions, credentials: new KnownCredentialsRepository(), hasher }),
    },
  ],
  exports: [Verifier],
})
export class VerificationModule {}
