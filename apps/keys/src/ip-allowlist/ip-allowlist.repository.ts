import { rows, type Transaction } from '#libs/database';
import type { AllowlistEntry, AllowlistOfWorkspace } from './allowlist-entry.js';

/** The rows of `keys.ip_allowlist_entries`. */
export class IpAllowlistRepository {
  /** Every workspace with its addresses, also those that have none. */
  all(tx: Transaction): Promise<readonly AllowlistOfWorkspace[]> {
    const sql = `
      SELECT w.id AS "workspaceId", array_remove(array_agg(e.address), NULL) AS addresses
      FROM keys.workspaces w LEFT JOIN keys.ip_allowlist_entries e ON e.workspace_id = w.id GROUP BY w.id`;
    return rows(tx, { sql });
  }

  /** The entries of one workspace, in the order they were given. */
  entries(tx: Transaction, workspaceId: string): Promise<AllowlistEntry[]> {
    const sql = `SELECT address, description FROM keys.ip_allowlist_entries WHERE workspace_id = $1 ORDER BY place`;
    return rows(tx, { sql, parameters: [workspaceId] });
  }

  /** Lets nobody else replace this workspace's entries until the transaction ends. */
  async lock(tx: Transaction, workspaceId: string): Promise<void> {
    await rows(tx, {
      sql: `SELECT pg_advisory_xact_lock(hashtextextended('ip-allowlist/' || $1, 0))`,
      parameters: [workspaceId],
    });
  }

  async replace(tx: Transaction, workspaceId: string, entries: readonly AllowlistEntry[]): Promise<void> {
    await rows(tx, { sql: 'DELETE FROM keys.ip_allowlist_entries WHERE workspace_id = $1', parameters: [workspaceId] });
    const sql = `
      INSERT INTO keys.ip_allowlist_entries (workspace_id, place, address, description)
      SELECT $1, given.place, given.address, given.description
      FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (address, description, place)`;
    const parameters = [workspaceId, entries.map(({ address }) => address), entries.map(({ description }) => description)];
    await rows(tx, { sql, parameters });
  }
}
