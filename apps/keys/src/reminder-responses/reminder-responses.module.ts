import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { ApiKeysModule, RemindedKeys } from '../api-keys/index.js';
import type { RemindedCredentials } from '../credentials/index.js';
import { PersonalTokensModule, RemindedTokens } from '../personal-tokens/index.js';
import { RemindedSecrets, SecretsModule } from '../secrets/index.js';
import { CLOCK } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { ReminderResponsesController } from './reminder-responses.controller.js';
import { ReminderResponsesService } from './reminder-responses.service.js';

/** Acknowledging and snoozing reminders, over HTTP. */
@Module({
  imports: [ApiKeysModule, PersonalTokensModule, SecretsModule, WorkspacesModule],
  controllers: [ReminderResponsesController],
  providers: [
    {
      provide: ReminderResponsesService,
      inject: [Transactions, CLOCK, WorkspacesService, Bus, RemindedKeys, RemindedTokens, RemindedSecrets],
      useFactory: (...[transactions, clock, workspaces, bus, keys, tokens, secrets]: ServiceParts) => {
        const credentials = new Map<string, RemindedCredentials>([
          ['ak', keys],
          ['pt', tokens],
          ['se', secrets],
        ]);
        return new ReminderResponsesService({ transactions, clock, workspaces, bus, credentials });
      },
    },
  ],
  exports: [ReminderResponsesService],
})
export class ReminderResponsesModule {}

type ServiceParts = [Transactions, Clock, WorkspacesService, Bus, RemindedKeys, RemindedTokens, RemindedSecrets];
