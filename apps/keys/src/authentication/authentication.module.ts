import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { IpAllowlistModule, IpGate } from '../ip-allowlist/index.js';
import { VerificationModule, Verifier } from '../verification/index.js';
import { CLOCK } from '../surroundings.module.js';
import { Authenticator } from './authenticator.service.js';
import { Gatekeeper } from './gatekeeper.service.js';

/** Authentication of every request. */
@Module({
  imports: [VerificationModule, IpAllowlistModule],
  providers: [
    {
      provide: Authenticator,
      inject: [Verifier, CLOCK],
      useFactory: (verifier: Verifier, clock: Clock) => new Authenticator(verifier, clock),
    },
    {
      provide: Gatekeeper,
      inject: [Authenticator, IpGate, CLOCK],
      useFactory: (authenticator: Authenticator, ipGate: IpGate, clock: Clock) =>
        new Gatekeeper({ authenticator, ipGate, clock }),
    },
  ],
  exports: [Gatekeeper],
})
export class AuthenticationModule {}
