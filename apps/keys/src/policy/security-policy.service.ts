import type { Transaction } from '#libs/database';
import { InvalidField } from '#libs/kernel';
import { USUAL_POLICY, type SecurityPolicy } from './security-policy.js';
import type { SecurityPolicyRepository } from './security-policy.repository.js';

/** An expiration that somebody is about to set. */
export interface ProposedExpiration {
  readonly workspaceId: string;
  readonly expiresAt: Date | null;
  readonly now: Date;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a workspace asks of its credentials. */
export class SecurityPolicyService {
  constructor(private readonly policies: SecurityPolicyRepository) {}

  async policyOf(tx: Transaction, workspaceId: string): Promise<SecurityPolicy> {
    return (await this.policies.find(tx, workspaceId)) ?? USUAL_POLICY;
  }

  /** Throws {@link InvalidField}, naming `expirationDate`, for what the workspace's policy does not allow. */
  async assertComplies(tx: Transaction, { workspaceId, expiresAt, now }: ProposedExpiration): Promise<void> {
    const { requireExpiration, maximumLifetimeDays } = await this.policyOf(tx, workspaceId);
    if (!requireExpiration) return;
    if (expiresAt === null) throw new InvalidField('expirationDate', 'is required by the security policy');
    if (expiresAt.getTime() - now.getTime() <= maximumLifetimeDays * DAY_MS) return;
    throw new InvalidField('expirationDate', `must be within ${String(maximumLifetimeDays)} days, says the security policy`);
  }
}
