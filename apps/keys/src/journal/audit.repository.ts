import { rows, type Transaction } from '#libs/database';
import type { AuditEntry } from './audit-entry.js';

/**
 * Hands entries in at `keys.audit_intake`. The database chains each to the last of its workspace when the transaction commits,
 * and moves it to `keys.audit_entries`, which nobody can change or shorten.
 */
export class AuditRepository {
  async add(tx: Transaction, entry: AuditEntry): Promise<void> {
    const sql = `
      INSERT INTO keys.audit_intake (
        workspace_id, action, object_type, object_identifier, actor_type, actor_credential, actor_email, ip_address, request_id, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
    const { workspaceId, action, objectType, objectIdentifier, actorType, actorCredential, actorEmail, ipAddress } = entry;
    const actor = [actorType, actorCredential, actorEmail, ipAddress, entry.requestId];
    await rows(tx, { sql, parameters: [workspaceId, action, objectType, objectIdentifier, ...actor, entry.at] });
  }
}
