import type { Permission } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';

/** The rows of `keys.roles`. */
export class RolesRepository {
  /** What each of these tags grants; those that do not exist are missing. With `lock`, none of them goes away until the end. */
  async grants(
    tx: Transaction,
    { workspaceId, tags }: { readonly workspaceId: string; readonly tags: readonly string[] },
    { lock }: { readonly lock: boolean },
  ): Promise<Record<string, readonly Permission[]>> {
    const sql = `SELECT tag, permissions FROM keys.roles WHERE workspace_id = $1 AND tag = ANY($2) ${lock ? 'FOR SHARE' : ''}`;
    const found = await rows<{ tag: string; permissions: Permission[] }>(tx, { sql, parameters: [workspaceId, tags] });
    return Object.fromEntries(found.map(({ tag, permissions }) => [tag, permissions]));
  }
}
