import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { VerificationModule, Verifier } from '../verification/index.js';
import { CLOCK } from '../surroundings.module.js';
import { Authenticator } from './authenticator.service.js';
import { Gatekeeper } from './gatekeeper.service.js';

/** Authentication of every request. */
@Module({
  imports: [VerificationModule],
  providers: [
    {
      provide: Authenticator,
      inject: [Verifier, CLOCK],
      useFactory: (verifier: Verifier, clock: Clock) => new Authenticator(verifier, clock),
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
