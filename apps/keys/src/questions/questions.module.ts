import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { ApiKeysModule, ApiKeysService } from '../api-keys/index.js';
import { NotificationSettingsModule, NotificationSettingsService } from '../notification-settings/index.js';
import { PersonalTokensModule, PersonalTokensService } from '../personal-tokens/index.js';
import { SecretsModule, SecretsService } from '../secrets/index.js';
import { UserSnapshots, UsersModule } from '../users/index.js';
import { VerificationModule } from '../verification/index.js';
import { CopiesService } from './copies.service.js';
import { KeysResponder } from './keys.responder.js';
import { SnapshotsService, type SnapshotSource } from './snapshots.service.js';
import { VersionsRepository } from './versions.repository.js';

/** What other services ask about credentials, over the bus. */
@Module({
  imports: [ApiKeysModule, NotificationSettingsModule, PersonalTokensModule, SecretsModule, UsersModule, VerificationModule],
  controllers: [KeysResponder],
  providers: [
    {
      provide: SnapshotsService,
      inject: [ApiKeysService, PersonalTokensService, SecretsService],
      useFactory: (apiKeys: ApiKeysService, tokens: PersonalTokensService, secrets: SecretsService) =>
        new SnapshotsService(
          new Map<string, SnapshotSource>([
            ['ak', apiKeys],
            ['pt', tokens],
            ['se', secrets],
          ]),
        ),
    },
    {
      provide: CopiesService,
      inject: [Transactions, SnapshotsService, UserSnapshots, NotificationSettingsService],
      useFactory: (...[transactions, credentials, users, settings]: CopiesParts) =>
        new CopiesService({ transactions, versions: new VersionsRepository(), credentials, users, settings }),
    },
  ],
})
export class QuestionsModule {}

type CopiesParts = [Transactions, SnapshotsService, UserSnapshots, NotificationSettingsService];
