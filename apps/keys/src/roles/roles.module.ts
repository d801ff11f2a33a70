import { Module } from '@nestjs/common';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';

/** The roles of a workspace. */
@Module({
  providers: [{ provide: RolesService, useFactory: () => new RolesService(new RolesRepository()) }],
  exports: [RolesService],
})
export class RolesModule {}
