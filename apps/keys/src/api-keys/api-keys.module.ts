import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { Journal } from '../journal/index.js';
import { KeyHasher } from '../key-material/index.js';
import { PolicyModule, SecurityPolicyService } from '../policy/index.js';
import { RolesModule, RolesService } from '../roles/index.js';
import { CLOCK } from '../surroundings.module.js';
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
    { provide: KeyEvents, inject: [Journal], useFactory: (journal: Journal) => new KeyEvents(journal) },
    {
      provide: KeyIssuer,
      inject: [ApiKeysRepository, KeyEvents, KeyHasher],
      useFactory: (keys: ApiKeysRepository, events: KeyEvents, hasher: KeyHasher) =>
        new KeyIssuer({ keys, events, hasher, makeId: randomId, random: randomBytes }),
    },
  ],
  exports: [ApiKeysRepository, KeyEvents, KeyIssuer],
})
export class KeyIssuingModule {}

/** The API keys of a workspace, over HTTP. */
@Module({
  imports: [KeyIssuingModule, WorkspacesModule, RolesModule, PolicyModule],
  controllers: [ApiKeysController],
  providers: [
    {
      provide: ApiKeysService,
      inject: [
        Transactions,
        CLOCK,
        ApiKeysRepository,
        KeyIssuer,
        KeyEvents,
        WorkspacesService,
        RolesService,
        SecurityPolicyService,
      ],
      useFactory: (...[transactions, clock, keys, issuer, events, workspaces, roles, policy]: ServiceParts) =>
        new ApiKeysService({
          transactions,
          clock,
          keys,
          listing: new KeyListingRepository(),
          issuer,
          events,
          workspaces,
          roles,
          policy,
        }),
    },
  ],
  exports: [ApiKeysService],
})
export class ApiKeysModule {}

type ServiceParts = [
  Transactions,
  Clock,
  ApiKeysRepository,
  KeyIssuer,
  KeyEvents,
  WorkspacesService,
  RolesService,
  SecurityPolicyService,
];
