import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Journal } from '../journal/index.js';
import { CLOCK } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { CustomRolesService } from './custom-roles.service.js';
import { PresentRights } from './present-rights.js';
import { RolesController } from './roles.controller.js';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';

/** The roles of a workspace. */
@Module({
  imports: [WorkspacesModule],
  controllers: [RolesController],
  providers: [
    { provide: RolesService, useFactory: () => new RolesService(new RolesRepository()) },
    {
      provide: PresentRights,
      inject: [WorkspacesService, RolesService],
      useFactory: (workspaces: WorkspacesService, roles: RolesService) => new PresentRights(workspaces, roles),
    },
    {
      provide: CustomRolesService,
      inject: [Transactions, CLOCK, Journal, PresentRights],
      useFactory: (...[transactions, clock, journal, rights]: CustomRolesParts) =>
        new CustomRolesService({ transactions, clock, journal, rights, roles: new RolesRepository() }),
    },
  ],
  exports: [RolesService, PresentRights],
})
export class RolesModule {}

type CustomRolesParts = [Transactions, Clock, Journal, PresentRights];
