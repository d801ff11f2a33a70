import type { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { Journal } from '../journal/index.js';
import { USUAL_POLICY, type SecurityPolicy } from './domain/security-policy.js';
import type { SecurityPolicyRepository } from './security-policy.repository.js';

interface PolicySettingsParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly policies: SecurityPolicyRepository;
  readonly journal: Journal;
}

/** Sets what a workspace asks of its credentials. Every issue and update reads it anew, so it holds from the next request on. */
export class PolicySettingsService {
  constructor(private readonly parts: PolicySettingsParts) {}

  /** Replaces the whole policy; of two at once, one holds. One that changes nothing leaves no trace. */
  set(principal: Principal, { requireExpiration, maximumLifetimeDays }: SecurityPolicy): Promise<void> {
    const { transactions, clock, policies, journal } = this.parts;
    const { workspaceId } = principal;
    return transactions.run(async (tx) => {
      await policies.lock(tx, workspaceId);
      const current = (await policies.find(tx, workspaceId)) ?? USUAL_POLICY;
      const isSame = current.requireExpiration === requireExpiration && current.maximumLifetimeDays === maximumLifetimeDays;
      if (isSame) return;
      await policies.set(tx, workspaceId, { requireExpiration, maximumLifetimeDays, at: clock.now() });
      const what = { action: 'UPDATE', objectType: 'SECURITY_POLICY', objectIdentifier: workspaceId } as const;
      await journal.note(tx, { by: principal, ...what });
    });
  }
}
