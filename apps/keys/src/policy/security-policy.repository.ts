import { rows, type Transaction } from '#libs/database';
import type { SecurityPolicy } from './domain/security-policy.js';

/** The rows of `keys.security_policies`. */
export class SecurityPolicyRepository {
  async find(tx: Transaction, workspaceId: string): Promise<SecurityPolicy | undefined> {
    const sql = `
      SELECT require_expiration AS "requireExpiration", maximum_lifetime_days AS "maximumLifetimeDays"
      FROM keys.security_policies WHERE workspace_id = $1`;
    const [policy] = await rows<SecurityPolicy>(tx, { sql, parameters: [workspaceId] });
    return policy;
  }
}
