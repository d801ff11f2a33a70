import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule, type DatabaseEnv } from '#libs/database';
import { ChainModule } from './audit-log/index.js';
import { keysSchema } from './keys-schema.js';

/** As much of the keys service as it takes to verify the audit log: the database, and no more rights to it than the service's. */
@Module({})
export class VerifyAuditModule {
  static with(env: DatabaseEnv): DynamicModule {
    return { module: VerifyAuditModule, imports: [DatabaseModule.forService(keysSchema, env), ChainModule] };
  }
}
