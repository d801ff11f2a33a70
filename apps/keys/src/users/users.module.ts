import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { InvitationsModule, InvitationsService } from '../invitations/index.js';
import { IpAllowlistModule, IpGate } from '../ip-allowlist/index.js';
import { Journal } from '../journal/index.js';
import { PersonalTokensModule, TokenIssuer } from '../personal-tokens/index.js';
import { PolicyModule, SecurityPolicyService } from '../policy/index.js';
import { RateLimits, RateLimitsModule } from '../rate-limits/index.js';
import { PresentRights, RolesModule, RolesService } from '../roles/index.js';
import { CLOCK } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { FirstTokens } from './first-tokens.js';
import { JoiningController } from './joining.controller.js';
import { JoiningService } from './joining.service.js';
import { MembershipService } from './membership.service.js';
import { UserChanges } from './user-changes.js';
import { UserListingRepository } from './user-listing.repository.js';
import { UserSnapshots } from './user-snapshots.service.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** The users of a workspace: who comes, what they may do, and who goes. */
@Module({
  imports: [
    InvitationsModule,
    IpAllowlistModule,
    PersonalTokensModule,
    PolicyModule,
    RateLimitsModule,
    RolesModule,
    WorkspacesModule,
  ],
  controllers: [UsersController, JoiningController],
  providers: [
    UsersRepository,
    {
      provide: UserChanges,
      inject: [UsersRepository, UserSnapshots, RolesService, PresentRights, Journal],
      useFactory: (...[users, snapshots, roles, rights, journal]: ChangesParts) =>
        new UserChanges({ users, snapshots, roles, rights, journal }),
    },
    {
      provide: UserSnapshots,
      inject: [Transactions, CLOCK, UsersRepository, WorkspacesService],
      useFactory: (...[transactions, clock, users, workspaces]: SnapshotsParts) =>
        new UserSnapshots({ transactions, clock, users, workspaces }),
    },
    {
      provide: UsersService,
      inject: [Transactions, UsersRepository, UserChanges, RolesService],
      useFactory: (...[transactions, users, changes, roles]: UsersParts) =>
        new UsersService({ transactions, users, listing: new UserListingRepository(), changes, roles }),
    },
    {
      provide: MembershipService,
      inject: [Transactions, CLOCK, UsersRepository, UserChanges, InvitationsService, RateLimits, RolesService],
      useFactory: (...[transactions, clock, users, changes, invitations, rateLimits, roles]: MembershipParts) =>
        new MembershipService({ transactions, clock, users, changes, invitations, rateLimits, roles, makeId: randomId }),
    },
    {
      provide: FirstTokens,
      inject: [CLOCK, WorkspacesService, SecurityPolicyService, TokenIssuer],
      useFactory: (...[clock, workspaces, policy, issuer]: FirstTokensParts) =>
        new FirstTokens({ clock, workspaces, policy, issuer }),
    },
    {
      provide: JoiningService,
      inject: [Transactions, CLOCK, UsersRepository, UserChanges, InvitationsService, FirstTokens, IpGate, RateLimits],
      useFactory: (...[transactions, clock, users, changes, invitations, firstTokens, ipGate, rateLimits]: JoiningParts) =>
        new JoiningService({ transactions, clock, users, changes, invitations, firstTokens, ipGate, rateLimits }),
    },
  ],
  exports: [UserSnapshots, UsersService],
})
export class UsersModule {}

type ChangesParts = [UsersRepository, UserSnapshots, RolesService, PresentRights, Journal];
type SnapshotsParts = [Transactions, Clock, UsersRepository, WorkspacesService];
type UsersParts = [Transactions, UsersRepository, UserChanges, RolesService];
type MembershipParts = [Transactions, Clock, UsersRepository, UserChanges, InvitationsService, RateLimits, RolesService];
type FirstTokensParts = [Clock, WorkspacesService, SecurityPolicyService, TokenIssuer];
type JoiningParts = [
  ...[Transactions, Clock, UsersRepository, UserChanges, InvitationsService],
  ...[FirstTokens, IpGate, RateLimits],
];
