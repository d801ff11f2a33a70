import { Module } from '@nestjs/common';
import { SecurityPolicyRepository } from './security-policy.repository.js';
import { SecurityPolicyService } from './security-policy.service.js';

/** The security policy of a workspace. */
@Module({
  providers: [{ provide: SecurityPolicyService, useFactory: () => new SecurityPolicyService(new SecurityPolicyRepository()) }],
  exports: [SecurityPolicyService],
})
export class PolicyModule {}
