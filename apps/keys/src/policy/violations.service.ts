import type { Transaction, Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { PageAsked } from '../http/index.js';
import type { SecurityPolicy } from './domain/security-policy.js';
import type { SecurityPolicyService } from './security-policy.service.js';
import type { StrictPolicy, ViolationsRepository } from './violations.repository.js';
import type { Violator, ViolatorCounts } from './violator.js';

interface ViolationsServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly policy: SecurityPolicyService;
  readonly violations: ViolationsRepository;
}

const NONE: ViolatorCounts = { API_KEY: 0, PERSONAL_API_KEY: 0 };

/** Which credentials are other than their workspace's policy asks: they were there before it, and keep what they have. */
export class ViolationsService {
  constructor(private readonly parts: ViolationsServiceParts) {}

  /** The policy, and how many violate it. */
  async standing({ workspaceId }: Principal): Promise<{ readonly policy: SecurityPolicy; readonly counts: ViolatorCounts }> {
    const { transactions, policy: policies, violations } = this.parts;
    const policy = await policies.policyOf(transactions.reading, workspaceId);
    const strict = this.strict(workspaceId, policy);
    return { policy, counts: strict ? await violations.count(transactions.reading, strict) : NONE };
  }

  /** One page of those that violate it, newest first, and how many there are. */
  async list(
    { workspaceId }: Principal,
    asked: PageAsked,
  ): Promise<{ readonly violators: readonly Violator[]; readonly total: number }> {
    const { transactions, policy, violations } = this.parts;
    const tx: Transaction = transactions.reading;
    const strict = this.strict(workspaceId, await policy.policyOf(tx, workspaceId));
    if (!strict) return { violators: [], total: 0 };
    const [counts, violators] = await Promise.all([violations.count(tx, strict), violations.page(tx, strict, asked)]);
    return { violators, total: counts.API_KEY + counts.PERSONAL_API_KEY };
  }

  private strict(workspaceId: string, { requireExpiration, maximumLifetimeDays }: SecurityPolicy): StrictPolicy | undefined {
    return requireExpiration ? { workspaceId, maximumLifetimeDays, now: this.parts.clock.now() } : undefined;
  }
}
