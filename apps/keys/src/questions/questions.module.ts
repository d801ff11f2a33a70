import { Module } from '@nestjs/common';
import { ApiKeysModule, ApiKeysService } from '../api-keys/index.js';
import { VerificationModule } from '../verification/index.js';
import { KeysResponder } from './keys.responder.js';
import { SnapshotsService } from './snapshots.service.js';

/** What other services ask about credentials, over the bus. */
@Module({
  imports: [ApiKeysModule, VerificationModule],
  controllers: [KeysResponder],
  providers: [
    {
      provide: SnapshotsService,
      inject: [ApiKeysService],
      useFactory: (apiKeys: ApiKeysService) => new SnapshotsService(new Map([['ak', apiKeys]])),
    },
  ],
})
export class QuestionsModule {}
