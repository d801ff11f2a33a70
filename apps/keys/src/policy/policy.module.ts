import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Journal } from '../journal/index.js';
import { CLOCK } from '../surroundings.module.js';
import { PolicySettingsService } from './policy-settings.service.js';
import { SecurityPolicyController } from './security-policy.controller.js';
import { SecurityPolicyRepository } from './security-policy.repository.js';
import { SecurityPolicyService } from './security-policy.service.js';
import { ViolationsRepository } from './violations.repository.js';
import { ViolationsService } from './violations.service.js';

/** The security policy of a workspace: for those who must comply, and, over HTTP, for those who set it. */
@Module({
  controllers: [SecurityPolicyController],
  providers: [
    { provide: SecurityPolicyService, useFactory: () => new SecurityPolicyService(new SecurityPolicyRepository()) },
    {
      provide: PolicySettingsService,
      inject: [Transactions, CLOCK, Journal],
      useFactory: (...[transactions, clock, journal]: [Transactions, Clock, Journal]) =>
        new PolicySettingsService({ transactions, clock, journal, policies: new SecurityPolicyRepository() }),
    },
    {
      provide: ViolationsService,
      inject: [Transactions, CLOCK, SecurityPolicyService],
      useFactory: (...[transactions, clock, policy]: [Transactions, Clock, SecurityPolicyService]) =>
        new ViolationsService({ transactions, clock, policy, violations: new ViolationsRepository() }),
    },
  ],
  exports: [SecurityPolicyService],
})
export class PolicyModule {}
