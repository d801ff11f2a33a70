import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { ActivityModule, ActivityService } from '../activity/index.js';
import { Journal } from '../journal/index.js';
import { KeyHasher } from '../key-material/index.js';
import { PolicyModule, SecurityPolicyService } from '../policy/index.js';
import { RolesModule, RolesService } from '../roles/index.js';
import { CLOCK } from '../surroundings.module.js';
import { FirstUses, VerificationModule } from '../verification/index.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { KeyEvents } from './key-events.js';
import { KeyIssuer } from './key-issuer.js';
import { KeyListingRepository } from './key-listing.repository.js';
import { KeyRules } from './key-rules.js';
import { RemindedKeys } from './reminded-keys.js';
import { KeyRotationService } from './rotation/key-rotation.service.js';
import { Retirement } from './rotation/retirement.service.js';
import { ShownKeys } from './shown-keys.js';

/** What the verbs that change keys are made of. */
const VERB_PARTS = [Transactions, CLOCK, ApiKeysRepository, KeyIssuer, KeyEvents, WorkspacesService, KeyRules];

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
  imports: [ActivityModule, KeyIssuingModule, WorkspacesModule, RolesModule, PolicyModule, VerificationModule],
  controllers: [ApiKeysController],
  providers: [
    {
      provide: KeyRules,
      inject: [ApiKeysRepository, WorkspacesService, RolesService, SecurityPolicyService],
      useFactory: (...[keys, workspaces, roles, policy]: RulesParts) => new KeyRules({ keys, workspaces, roles, policy }),
    },
    {
      provide: ApiKeysService,
      inject: VERB_PARTS,
      useFactory: (...[transactions, clock, keys, issuer, events, workspaces, rules]: VerbParts) =>
        new ApiKeysService({
          transactions,
          clock,
          keys,
          listing: new KeyListingRepository(),
          issuer,
          events,
          workspaces,
          rules,
        }),
    },
    {
      provide: KeyRotationService,
      inject: VERB_PARTS,
      useFactory: (...[transactions, clock, keys, issuer, events, workspaces, rules]: VerbParts) =>
        new KeyRotationService({ transactions, clock, keys, issuer, events, workspaces, rules }),
    },
    {
      provide: Retirement,
      inject: [Transactions, CLOCK, ApiKeysRepository, KeyEvents, FirstUses],
      useFactory: (...[transactions, clock, keys, events, firstUses]: RetirementParts) => {
        const retirement = new Retirement({ transactions, clock, keys, events });
        firstUses.onFirstUse(({ id: cid, workspaceId }) => retirement.retirePredecessorsOf({ cid, workspaceId }));
        return retirement;
      },
    },
    {
      provide: RemindedKeys,
      inject: [ApiKeysRepository, KeyEvents],
      useFactory: (keys: ApiKeysRepository, events: KeyEvents) => new RemindedKeys(keys, events),
    },
    {
      provide: ShownKeys,
      inject: [ActivityService, CLOCK],
      useFactory: (activity: ActivityService, clock: Clock) => new ShownKeys(activity, clock),
    },
  ],
  exports: [ApiKeysService, RemindedKeys],
})
export class ApiKeysModule {}

type RulesParts = [ApiKeysRepository, WorkspacesService, RolesService, SecurityPolicyService];

type VerbParts = [Transactions, Clock, ApiKeysRepository, KeyIssuer, KeyEvents, WorkspacesService, KeyRules];

type RetirementParts = [Transactions, Clock, ApiKeysRepository, KeyEvents, FirstUses];
