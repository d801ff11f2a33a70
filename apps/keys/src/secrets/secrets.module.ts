import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { Sealer } from '../encryption/index.js';
import type { KeysEnv } from '../env.js';
import { Journal } from '../journal/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { RemindedSecrets } from './reminded-secrets.js';
import { RenderingController } from './rendering.controller.js';
import { RenderingService } from './rendering.service.js';
import { SealedValuesRepository } from './sealed-values.repository.js';
import { SecretsController } from './secrets.controller.js';
import { SecretsRepository } from './secrets.repository.js';
import { SecretsService } from './secrets.service.js';

/** The secrets of a workspace, over HTTP. */
@Module({
  imports: [WorkspacesModule],
  controllers: [RenderingController, SecretsController],
  providers: [
    { provide: Sealer, inject: [ENV], useFactory: (env: KeysEnv) => new Sealer(env.SECRET_ENCRYPTION_KEYS, randomBytes) },
    {
      provide: SecretsService,
      inject: [Transactions, CLOCK, Sealer, WorkspacesService, Journal],
      useFactory: (...[transactions, clock, sealer, workspaces, journal]: ServiceParts) =>
        new SecretsService({
          transactions,
          clock,
          secrets: new SecretsRepository(),
          sealer,
          workspaces,
          journal,
          makeId: randomId,
        }),
    },
    {
      provide: RemindedSecrets,
      inject: [Journal],
      useFactory: (journal: Journal) => new RemindedSecrets(new SecretsRepository(), journal),
    },
    {
      provide: RenderingService,
      inject: [Transactions, CLOCK, Sealer, Journal],
      useFactory: (...[transactions, clock, sealer, journal]: RenderingParts) =>
        new RenderingService({ transactions, clock, values: new SealedValuesRepository(), sealer, journal }),
    },
  ],
  exports: [RemindedSecrets, SecretsService],
})
export class SecretsModule {}

type ServiceParts = [Transactions, Clock, Sealer, WorkspacesService, Journal];
type RenderingParts = [Transactions, Clock, Sealer, Journal];
