import { Module } from '@nestjs/common';
import { randomId } from '#libs/kernel';
import { Journal } from '../journal/index.js';
import { WorkspacesRepository } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

/** Workspaces and their users. */
@Module({
  providers: [
    {
      provide: WorkspacesService,
      inject: [Journal],
      useFactory: (journal: Journal) =>
        new WorkspacesService({ workspaces: new WorkspacesRepository(), journal, makeId: randomId }),
    },
  ],
  exports: [WorkspacesService],
})
export class WorkspacesModule {}
