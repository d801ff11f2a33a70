import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { IpAllowlistModule, IpGate } from '../ip-allowlist/index.js';
import { RateLimits, RateLimitsModule } from '../rate-limits/index.js';
import { FirstUses, VerificationModule, Verifier } from '../verification/index.js';
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
      inject: [Authenticator, IpGate, RateLimits, FirstUses, CLOCK],
      useFactory: (...[authenticator, ipGate, rateLimits, firstUses, clock]: GatekeeperParts) =>
        new Gatekeeper({ authenticator, ipGate, rateLimits, firstUses, clock }),
    },
  ],
  exports: [Gatekeeper],
})
export class AuthenticationModule {}

type GatekeeperParts = [Authenticator, IpGate, RateLimits, FirstUses, Clock];
