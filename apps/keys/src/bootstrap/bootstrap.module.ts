import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { KeyIssuer, KeyIssuingModule } from '../api-keys/index.js';
import type { IssuingEnv } from '../env.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { BootstrapService } from './bootstrap.service.js';
import { FirstStart } from './first-start.js';

/** The making of workspace, admin and admin keys. */
@Module({
  imports: [KeyIssuingModule, WorkspacesModule],
  providers: [
    {
      provide: FirstStart,
      inject: [ENV, CLOCK, WorkspacesService, KeyIssuer],
      useFactory: (env: IssuingEnv, clock: Clock, ...[workspaces, issuer]: [WorkspacesService, KeyIssuer]) =>
        new FirstStart({ env, clock, workspaces, issuer }),
    },
  ],
  exports: [FirstStart],
})
export class FirstStartModule {}

/** Makes sure, before the service listens, that there is something to serve. */
@Module({ imports: [FirstStartModule], providers: [BootstrapService] })
export class BootstrapModule {}
