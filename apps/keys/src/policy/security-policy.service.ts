import type { Transaction } from '#libs/database';
import { InvalidField } from '#libs/kernel';
import type { Expiration } from '../credentials/index.js';
import { USUAL_POLICY, type SecurityPolicy } from './domain/security-policy.js';
import { violationOf } from './domain/violation.js';
import type { SecurityPolicyRepository } from './security-policy.repository.js';

/** An expiration that somebody is about to set. */
export interface ProposedExpiration {
  readonly workspaceId: string;
  readonly expiration: Expiration | null;
  readonly now: Date;
}

/** What a workspace asks of its credentials. */
export class SecurityPolicyService {
  constructor(private readonly policies: SecurityPolicyRepository) {}

  async policyOf(tx: Transaction, workspaceId: string): Promise<SecurityPolicy> {
    return (await this.policies.find(tx, workspaceId)) ?? USUAL_POLICY;
  }

  /** Throws {@link InvalidField}, naming `expirationDate`, for what the workspace's policy does not allow. */
  async assertComplies(tx: Transaction, { workspaceId, expiration, now }: ProposedExpiration): Promise<void> {
    const policy = await this.policyOf(tx, workspaceId);
    const violation = violationOf(expiration, policy, now);
    if (violation === 'NO_EXPIRATION') throw new InvalidField('expirationDate', 'is required by the security policy');
    if (violation === undefined) return;
    const days = String(policy.maximumLifetimeDays);
    throw new InvalidField('expirationDate', `must be within ${days} days, says the security policy`);
  }
}
