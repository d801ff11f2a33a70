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

  /** Lets nobody else set this workspace's policy until the transaction ends. There may be no row to lock. */
  async lock(tx: Transaction, workspaceId: string): Promise<void> {
    const sql = `SELECT pg_advisory_xact_lock(hashtextextended('security-policy/' || $1, 0))`;
    await rows(tx, { sql, parameters: [workspaceId] });
  }

  async set(tx: Transaction, workspaceId: string, { requireExpiration, maximumLifetimeDays, at }: PolicyAt): Promise<void> {
    const sql = `
      INSERT INTO keys.security_policies (workspace_id, require_expiration, maximum_lifetime_days, updated_at)
      VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id) DO UPDATE SET
        require_expiration = excluded.require_expiration, maximum_lifetime_days = excluded.maximum_lifetime_days,
        updated_at = excluded.updated_at`;
    await rows(tx, { sql, parameters: [workspaceId, requireExpiration, maximumLifetimeDays, at] });
  }
}

interface PolicyAt extends SecurityPolicy {
  readonly at: Date;
}
