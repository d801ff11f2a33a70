import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { IpAllowlistModule, IpGate } from '../ip-allowlist/index.js';
import { RateLimits, RateLimitsModule } from '../rate-limits/index.js';
import { Uses, VerificationModule, Verifier } from '../verification/index.js';
import { CLOCK } from '../surroundings.module.js';
import { Authenticator } from './authenticator.service.js';
import { Gatekeeper } from './gatekeeper.service.js';

/** Authentication of every request. */
@Module({
  imports: [VerificationModule, IpAllowlistModule, RateLimitsModule],
  providers: [
    {
      provide: Authenticator,
      inject: [Verifier, CLOCK],
      useFactory: (verifier: Verifier, clock: Clock) => new Authenticator(verifier, clock),
    },
    {
      provide: Gatekeeper,
      inject: [Authenticator, IpGate, RateLimits, Uses, CLOCK],
      useFactory: (...[authenticator, ipGate, rateLimits, uses, clock]: GatekeeperParts) =>
        new Gatekeeper({ authenticator, ipGate, rateLimits, uses, clock }),
    },
  ],
  exports: [Gatekeeper],
})
export class AuthenticationModule {}

type GatekeeperParts = [Authenticator, IpGate, RateLimits, Uses, Clock];
