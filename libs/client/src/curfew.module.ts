import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Bus } from '#libs/messaging';
import { Log } from '#libs/observability';
import { Curfew } from './asking/curfew.js';
import {
  ConfigurableCurfewModule,
  CURFEW_OPTIONS,
  CURFEW_SETTINGS,
  settingsFrom,
  type CurfewSettings,
} from './curfew-options.js';
import { ApiKeyGuard } from './guarding/api-key.guard.js';
import { KeyEventHandlers } from './hearing/key-event-handlers.js';
import { KeyEventsListener } from './hearing/key-events-listener.service.js';
import { nestLog } from './nest-log.js';
import { redisOf } from './redis-of.js';

/**
 * What a service imports, once, to ask Curfew about keys and to hear what becomes of them; everywhere in the service there are
 * then {@link Curfew} and {@link ApiKeyGuard}, and methods with `@OnKeyEvent` are called. Starts while Redis is away, and
 * closes its connections with the application.
 *
 * @example CurfewModule.forRoot({ redisUrl: 'redis://localhost:6379', service: 'orders' })
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    ApiKeyGuard,
    Curfew,
    KeyEventHandlers,
    KeyEventsListener,
    { provide: CURFEW_SETTINGS, inject: [CURFEW_OPTIONS], useFactory: settingsFrom },
    { provide: Bus, inject: [CURFEW_SETTINGS], useFactory: (settings: CurfewSettings) => new Bus(redisOf(settings)) },
    { provide: Log, inject: [CURFEW_SETTINGS], useFactory: ({ service }: CurfewSettings) => nestLog(service) },
  ],
  exports: [ApiKeyGuard, Curfew, CURFEW_SETTINGS],
})
export class CurfewModule extends ConfigurableCurfewModule implements OnApplicationShutdown {
  constructor(@Inject(Bus) private readonly bus: Bus) {
    super();
  }

  /** Only now: a request that is still being answered may be asking. */
  onApplicationShutdown(): Promise<void> {
    return this.bus.close();
  }
}
