import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { KeyHasher } from '../key-material/index.js';
import { FirstUses } from './first-uses.js';
import { KnownCredentialsRepository } from './known-credentials.repository.js';
import { Verifier } from './verifier.service.js';

const monotonic = () => performance.now();

/** Verification of keys and tokens. */
@Module({
  providers: [
    { provide: FirstUses, inject: [Log], useFactory: (log: Log) => new FirstUses({ log, monotonic }) },
    {
      provide: Verifier,
      inject: [Transactions, KeyHasher],
      useFactory: (transactions: Transactions, hasher: KeyHasher) =>
        new Verifier({ transactions, credentials: new KnownCredentialsRepository(), hasher }),
    },
  ],
  exports: [FirstUses, Verifier],
})
export class VerificationModule {}
