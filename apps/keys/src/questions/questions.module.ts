import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { ApiKeysModule, ApiKeysService } from '../api-keys/index.js';
import { TokenSnapshots } from '../personal-tokens/index.js';
import { SecretsModule, SecretsService } from '../secrets/index.js';
import { VerificationModule } from '../verification/index.js';
import { KeysResponder } from './keys.responder.js';
import { SnapshotsService, type SnapshotSource } from './snapshots.service.js';

/** What other services ask about credentials, over the bus. */
@Module({
  imports: [ApiKeysModule, SecretsModule, VerificationModule],
  controllers: [KeysResponder],
  providers: [
    {
      provide: SnapshotsService,
      inject: [ApiKeysService, SecretsService, Transactions],
      useFactory: (apiKeys: ApiKeysService, secrets: SecretsService, transactions: Transactions) =>
        new SnapshotsService(
          new Map<string, SnapshotSource>([
            ['ak', apiKeys],
            ['pt', new TokenSnapshots(transactions)],
            ['se', secrets],
          ]),
        ),
    },
  ],
})
export class QuestionsModule {}
