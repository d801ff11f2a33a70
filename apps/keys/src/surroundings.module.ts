import { Module, type DynamicModule } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { Log } from '#libs/observability';
import type { IssuingEnv, KeysEnv } from './env.js';

/** The time, wherever it is needed. */
export const CLOCK = Symbol('CLOCK');

/** What a process is configured with. */
export const ENV = Symbol('ENV');

/** What a process is given from outside. */
export interface Surroundings<Env = KeysEnv> {
  readonly env: Env;
  readonly log: Log;
  readonly clock: Clock;
}

/** Clock, log and environment, everywhere in the process. */
@Module({})
export class SurroundingsModule {
  static with({ env, log, clock }: Surroundings<IssuingEnv>): DynamicModule {
    return {
      module: SurroundingsModule,
      global: true,
      providers: [
        { provide: CLOCK, useValue: clock },
        { provide: ENV, useValue: env },
        { provide: Log, useValue: log },
      ],
      exports: [CLOCK, ENV, Log],
    };
  }
}
