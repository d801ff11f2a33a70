import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { ActivityModule, ActivityService } from '../activity/index.js';
import { Journal } from '../journal/index.js';
import { KeyHasher } from '../key-material/index.js';
import { PolicyModule, SecurityPolicyService } from '../policy/index.js';
import { CLOCK } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { PersonalTokensController } from './personal-tokens.controller.js';
import { PersonalTokensRepository } from './personal-tokens.repository.js';
import { PersonalTokensService } from './personal-tokens.service.js';
import { RemindedTokens } from './reminded-tokens.js';
import { ShownTokens } from './shown-tokens.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenOwners } from './token-owners.js';

/** Everybody's own personal access tokens, over HTTP. */
@Module({
  imports: [ActivityModule, WorkspacesModule, PolicyModule],
  controllers: [PersonalTokensController],
  providers: [
    {
      provide: TokenOwners,
      inject: [WorkspacesService],
      useFactory: (workspaces: WorkspacesService) => new TokenOwners(workspaces),
    },
    {
      provide: TokenIssuer,
      inject: [SecurityPolicyService, Journal, KeyHasher],
      useFactory: (policy: SecurityPolicyService, journal: Journal, hasher: KeyHasher) =>
        new TokenIssuer({
          tokens: new PersonalTokensRepository(),
          policy,
          journal,
          hasher,
          makeId: randomId,
          random: randomBytes,
        }),
    },
    {
      provide: RemindedTokens,
      inject: [Journal],
      useFactory: (journal: Journal) => new RemindedTokens({ tokens: new PersonalTokensRepository(), journal }),
    },
    {
      provide: ShownTokens,
      inject: [ActivityService, CLOCK],
      useFactory: (activity: ActivityService, clock: Clock) => new ShownTokens(activity, clock),
    },
    {
      provide: PersonalTokensService,
      inject: [Transactions, CLOCK, TokenOwners, WorkspacesService, Journal, TokenIssuer],
      useFactory: (...[transactions, clock, owners, workspaces, journal, issuer]: ServiceParts) =>
        new PersonalTokensService({
          transactions,
          clock,
          tokens: new PersonalTokensRepository(),
          owners,
          workspaces,
          journal,
          issuer,
        }),
    },
  ],
  exports: [PersonalTokensService, RemindedTokens, TokenIssuer, TokenOwners],
})
export class PersonalTokensModule {}

type ServiceParts = [Transactions, Clock, TokenOwners, WorkspacesService, Journal, TokenIssuer];
