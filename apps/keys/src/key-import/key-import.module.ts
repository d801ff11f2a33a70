import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { KeyIssuer, KeyIssuingModule } from '../api-keys/index.js';
import type { IssuingEnv } from '../env.js';
import { PolicyModule, SecurityPolicyService } from '../policy/index.js';
import { RolesModule, RolesService } from '../roles/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { ImportTurnRepository } from './import-turn.repository.js';
import { KeyImport } from './key-import.service.js';

/** Import of keys that other systems made. */
@Module({
  imports: [KeyIssuingModule, WorkspacesModule, RolesModule, PolicyModule],
  providers: [
    {
      provide: KeyImport,
      inject: [ENV, Transactions, CLOCK, WorkspacesService, RolesService, SecurityPolicyService, KeyIssuer],
      useFactory: (env: IssuingEnv, ...[transactions, clock, workspaces, roles, policy, issuer]: ImportParts) =>
        new KeyImport({
          transactions,
          clock,
          workspaces,
          roles,
          policy,
          issuer,
          turns: new ImportTurnRepository(),
          adminEmail: env.CURFEW_ADMIN_EMAIL,
        }),
    },
  ],
  exports: [KeyImport],
})
export class KeyImportModule {}

type ImportParts = [Transactions, Clock, WorkspacesService, RolesService, SecurityPolicyService, KeyIssuer];
