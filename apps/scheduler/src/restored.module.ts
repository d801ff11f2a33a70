import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule, type DatabaseEnv } from '#libs/database';
import { DoubtsModule } from './restores/index.js';
import { schedulerSchema } from './schema.js';

/** As much of the scheduler as it takes to tell its database that it was restored. */
@Module({})
export class RestoredModule {
  static with(env: DatabaseEnv): DynamicModule {
    return { module: RestoredModule, imports: [DatabaseModule.forService(schedulerSchema, env), DoubtsModule] };
  }
}
