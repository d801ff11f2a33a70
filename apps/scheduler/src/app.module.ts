import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule, Transactions } from '#libs/database';
import { HealthModule, Log, MetricsModule } from '#libs/observability';
import { AlarmsModule, AlarmsService } from './alarms/index.js';
import { CredentialsModule } from './credentials/index.js';
import { ENV, type SchedulerEnv } from './env.js';
import { readinessChecks } from './readiness.js';
import { schedulerSchema } from './schema.js';
import { SettingsModule } from './settings/index.js';
import { SweepModule, SweepsRepository } from './sweep/index.js';

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
        DatabaseModule.forService(schedulerSchema, env),
        SettingsModule,
        CredentialsModule,
        SweepModule,
        HealthModule.with({
          imports: [SweepModule, AlarmsModule],
          inject: [ENV, Transactions, SweepsRepository, AlarmsService],
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
