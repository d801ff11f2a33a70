import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DatabaseEnv } from './database.env.js';
import { dataSourceOptions, type ServiceSchema } from './service-schema.js';
import { Transactions } from './transactions.js';

/** Postgres for one service, under the service's own role; {@link Transactions} everywhere in it. */
@Global()
@Module({})
export class DatabaseModule {
  static forService(service: ServiceSchema, env: DatabaseEnv): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(service, { env, asService: true }),
          // A service that starts before its database waits for it instead of dying in a loop.
          retryAttempts: 60,
          retryDelay: 1_000,
          verboseRetryLog: false,
        }),
      ],
      providers: [Transactions],
      exports: [Transactions],
    };
  }
}
