import { Module } from '@nestjs/common';
import { randomId } from '#libs/kernel';
import { WorkspacesRepository } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

/** Workspaces and their users. */
@Module({
  providers: [{ provide: WorkspacesService, useFactory: () => new WorkspacesService(new WorkspacesRepository(), randomId) }],
  exports: [WorkspacesService],
})
export class WorkspacesModule {}
