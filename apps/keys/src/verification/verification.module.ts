import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Log, Metrics } from '#libs/observability';
import { KeyHasher } from '../key-material/index.js';
import { LastUses, LastUsesModule } from '../last-uses/index.js';
import { CLOCK } from '../surroundings.module.js';
import { CredentialReader } from './credential-reader.js';
import { FirstUses } from './first-uses.js';
import { FollowingModule } from './following.module.js';
import { ImportedKeys } from './imported-keys.js';
import { KnownCredentialsRepository } from './known-credentials.repository.js';
import { stopwatch } from './stopwatch.js';
import { Uses } from './uses.js';
import { VerificationController } from './verification.controller.js';
import { countingVerifications } from './verification.metrics.js';
import { VerificationService } from './verification.service.js';
import { Verifier } from './verifier.service.js';

/** Verification of keys and tokens. */
@Module({
  imports: [FollowingModule, LastUsesModule],
  controllers: [VerificationController],
  providers: [
    {
      provide: FirstUses,
      inject: [Log],
      useFactory: (log: Log) => new FirstUses({ log, monotonic: () => performance.now() }),
    },
    {
      provide: Uses,
      inject: [FirstUses, LastUses, CLOCK],
      useFactory: (...[firstUses, lastUses, clock]: [FirstUses, LastUses, Clock]) => new Uses({ firstUses, lastUses, clock }),
    },
    {
      provide: Verifier,
      inject: [Transactions, KeyHasher, CredentialReader],
      useFactory: (...[transactions, hasher, reader]: [Transactions, KeyHasher, CredentialReader]) => {
        const credentials = new KnownCredentialsRepository();
        const look = () => credentials.areAnyImported(transactions.reading);
        const imported = new ImportedKeys({ look, stopwatch });
        return new Verifier({ transactions, credentials, hasher, reader, imported });
      },
    },
    {
      provide: VerificationService,
      inject: [Verifier, Uses, CLOCK, Metrics],
      useFactory: (...[verifier, uses, clock, metrics]: [Verifier, Uses, Clock, Metrics]) =>
        new VerificationService({ verifier, uses, clock, onVerified: countingVerifications(metrics) }),
    },
  ],
  exports: [FirstUses, Uses, VerificationService, Verifier],
})
export class VerificationModule {}
