import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule } from '#libs/database';
import type { RewrappingEnv } from './env.js';
import { keysSchema } from './keys-schema.js';
import { RewrappingModule } from './secrets/index.js';

/** As much of the keys service as it takes to rewrap secrets: no HTTP, and no peppers. */
@Module({})
export class RewrapSecretsModule {
  static with(env: RewrappingEnv): DynamicModule {
    return {
      module: RewrapSecretsModule,
      imports: [DatabaseModule.forService(keysSchema, env), RewrappingModule.under(env.SECRET_ENCRYPTION_KEYS)],
    };
  }
}
