import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { Outbox } from '#libs/messaging';
import type { IssuingEnv } from '../env.js';
import { KeyHasher } from '../key-material/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { KeyEvents } from './key-events.js';
import { KeyIssuer } from './key-issuer.js';
import { KeyListingRepository } from './key-listing.repository.js';

/** Issuing of API keys, for whoever has a transaction open and needs no HTTP. */
@Module({
  providers: [
    ApiKeysRepository,
    { provide: KeyHasher, inject: [ENV], useFactory: (env: IssuingEnv) => new KeyHasher(env.KEY_PEPPERS) },
    {
      provide: KeyEvents,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new KeyEvents(new Outbox({ schema: 'keys', clock, makeId: randomId })),
    },
    {
      provide: KeyIssuer,
      inject: [ApiKeysRepository, KeyEvents, KeyHasher],
      useFactory: (keys: ApiKeysRepository, events: KeyEvents, hasher: KeyHasher) =>
        new KeyIssuer({ keys, events, hasher, makeId: randomId, random: randomBytes }),
    },
  ],
  exports: [ApiKeysRepository, KeyHasher, KeyEvents, KeyIssuer],
})
export class KeyIssuingModule {}

/** The API keys of a workspace, over HTTP. */
@Module({
  imports: [KeyIssuingModule, WorkspacesModule],
  controllers: [ApiKeysController],
  providers: [
    {
      provide: ApiKeysService,
      inject: [Transactions, CLOCK, ApiKeysRepository, KeyIssuer, KeyEvents, KeyHasher, WorkspacesService],
      useFactory: (...[transactions, clock, keys, issuer, events, hasher, workspaces]: ServiceParts) =>
        new ApiKeysService({
          transactions,
          clock,
          keys,
          listing: new KeyListingRepository(),
          issuer,
          events,
          hasher,
          workspaces,
        }),
    },
  ],
  exports: [ApiKeysService],
})
export class ApiKeysModule {}

type ServiceParts = [Transactions, Clock, ApiKeysRepository, KeyIssuer, KeyEvents, KeyHasher, WorkspacesService];
