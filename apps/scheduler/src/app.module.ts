import { Global, Module, type DynamicModule } from '@nestjs/common';
import { KEYS_STREAM } from '#libs/contracts';
import { DatabaseModule } from '#libs/database';
import { BusModule } from '#libs/messaging';
import { HealthModule, Log, MetricsModule, TracingModule } from '#libs/observability';
import { OutboxModule, OutboxRelay } from '#libs/outbox';
import { CredentialsModule } from './credentials/index.js';
import { ENV, type SchedulerEnv } from './env.js';
import { ExpirationsModule } from './expirations/index.js';
import { QuestionsModule } from './questions/index.js';
import { readinessChecks } from './readiness.js';
import { ReconciliationModule } from './reconciliation/index.js';
import { schedulerSchema } from './schema.js';
import { SettingsModule } from './settings/index.js';
import { ProofOfLife, SweepModule } from './sweep/index.js';
import { UsersModule } from './users/index.js';

interface SchedulerOptions {
  readonly env: SchedulerEnv;
  readonly log: Log;
}

/** The scheduler, put together. */
@Global()
@Module({})
export class AppModule {
  static with({ env, log }: SchedulerOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        MetricsModule.forService('scheduler'),
        TracingModule.forService('curfew-scheduler', env),
        DatabaseModule.forService(schedulerSchema, env),
        OutboxModule.forService({ schema: 'scheduler', stream: KEYS_STREAM, env }),
        BusModule.forService(env),
        SettingsModule,
        CredentialsModule,
        ExpirationsModule,
        UsersModule,
        SweepModule,
        ReconciliationModule,
        QuestionsModule,
        HealthModule.with({
          imports: [SweepModule],
          inject: [ENV, ProofOfLife, OutboxRelay],
          checks: readinessChecks,
        }),
      ],
      providers: [
        { provide: ENV, useValue: env },
        { provide: Log, useValue: log },
      ],
      exports: [ENV, Log],
    };
  }
}
