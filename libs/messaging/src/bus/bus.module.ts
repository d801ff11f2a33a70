import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { RedisEnv } from '../redis.js';
import { Bus } from './bus.js';

/** The {@link Bus}, everywhere in the process. */
@Global()
@Module({})
export class BusModule implements OnApplicationShutdown {
  constructor(@Inject(Bus) private readonly bus: Bus) {}

  static forService(env: RedisEnv): DynamicModule {
    return { module: BusModule, providers: [{ provide: Bus, useFactory: () => new Bus(env) }], exports: [Bus] };
  }

  onApplicationShutdown(): Promise<void> {
    return this.bus.close();
  }
}
