import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { ApiKeysModule, ApiKeysService } from '../api-keys/index.js';
import { CLOCK } from '../surroundings.module.js';
import { Authenticator } from './authenticator.service.js';
import { Gatekeeper } from './gatekeeper.service.js';

/** Authentication of every request. */
@Module({
  imports: [ApiKeysModule],
  providers: [
    {
      provide: Authenticator,
      inject: [ApiKeysService, CLOCK],
      useFactory: (keys: ApiKeysService, clock: Clock) => new Authenticator(keys, clock),
    },
    {
      provide: Gatekeeper,
      inject: [Authenticator, CLOCK],
      useFactory: (who: Authenticator, clock: Clock) => new Gatekeeper(who, clock),
    },
  ],
  exports: [Gatekeeper],
})
export class AuthenticationModule {}
