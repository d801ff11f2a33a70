import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Journal } from '../journal/index.js';
import { CLOCK } from '../surroundings.module.js';
import { CustomRolesService } from './custom-roles.service.js';
import { RolesController } from './roles.controller.js';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';

/** The roles of a workspace. */
@Module({
  controllers: [RolesController],
  providers: [
    { provide: RolesService, useFactory: () => new RolesService(new RolesRepository()) },
    {
      provide: CustomRolesService,
      inject: [Transactions, CLOCK, Journal],
      useFactory: (transactions: Transactions, clock: Clock, journal: Journal) =>
        new CustomRolesService({ transactions, clock, journal, roles: new RolesRepository() }),
    },
  ],
  exports: [RolesService],
})
export class RolesModule {}
