import type { Permission } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import type { PageAsked } from '../http/index.js';
import type { Role, RoleOfWorkspace } from './role.js';

const SELECT_ROLE = `
  SELECT workspace_id AS "workspaceId", tag, name, description, permissions, created_at AS "createdAt", updated_at AS "updatedAt"
  FROM keys.roles`;

/** Who holds a role. */
export interface RoleUse {
  /** API keys that are not revoked. */
  readonly keys: number;
  /** Users, also those who are invited or deactivated. */
  readonly users: number;
}

/** The rows of `keys.roles`. */
export class RolesRepository {
  /** What each of these tags grants; those that do not exist are missing. With `lock`, none of them goes away until the end. */
  async grants(
    tx: Transaction,
    { workspaceId, tags }: { readonly workspaceId: string; readonly tags: readonly string[] },
    { lock }: { readonly lock: boolean },
  ): Promise<Record<string, readonly Permission[]>> {
    // Always in one order, so that two who need the same roles never wait for each other in a circle.
    const sql = `
      SELECT tag, permissions FROM keys.roles WHERE workspace_id = $1 AND tag = ANY($2) ORDER BY tag ${lock ? 'FOR SHARE' : ''}`;
    const found = await rows<{ tag: string; permissions: Permission[] }>(tx, { sql, parameters: [workspaceId, tags] });
    return Object.fromEntries(found.map(({ tag, permissions }) => [tag, permissions]));
  }

  /** A role. With `lock`, nobody else changes it or gives it to anybody until the transaction ends. */
  async find(
    tx: Transaction,
    { workspaceId, tag }: RoleOfWorkspace,
    { lock }: { readonly lock: boolean },
  ): Promise<Role | undefined> {
    const sql = `${SELECT_ROLE} WHERE workspace_id = $1 AND tag = $2 ${lock ? 'FOR UPDATE' : ''}`;
    const [role] = await rows<Role>(tx, { sql, parameters: [workspaceId, tag] });
    return role;
  }

  async count(tx: Transaction, workspaceId: string): Promise<number> {
    const sql = `SELECT count(*)::int AS total FROM keys.roles WHERE workspace_id = $1`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters: [workspaceId] });
    return answer?.total ?? 0;
  }

  /** One page of a workspace's roles, by tag. */
  page(tx: Transaction, workspaceId: string, { page, pageSize }: PageAsked): Promise<Role[]> {
    const sql = `${SELECT_ROLE} WHERE workspace_id = $1 ORDER BY tag COLLATE "C" LIMIT $2 OFFSET $2::bigint * $3::bigint`;
    return rows(tx, { sql, parameters: [workspaceId, pageSize, page] });
  }

  /** Adds a role; `false` if there is one with this tag. */
  async insert(tx: Transaction, { workspaceId, tag, name, description, permissions, createdAt }: Role): Promise<boolean> {
    const sql = `
      INSERT INTO keys.roles (workspace_id, tag, name, description, permissions, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING RETURNING tag`;
    const made = await rows(tx, { sql, parameters: [workspaceId, tag, name, description, permissions, createdAt] });
    return made.length > 0;
  }

  /** Stores what can change of a role that was read with a lock. */
  async update(tx: Transaction, { workspaceId, tag, name, description, permissions, updatedAt }: Role): Promise<void> {
    const sql = `
      UPDATE keys.roles SET name = $3, description = $4, permissions = $5, updated_at = $6 WHERE workspace_id = $1 AND tag = $2`;
    await rows(tx, { sql, parameters: [workspaceId, tag, name, description, permissions, updatedAt] });
  }

  async delete(tx: Transaction, { workspaceId, tag }: RoleOfWorkspace): Promise<void> {
    const sql = `DELETE FROM keys.roles WHERE workspace_id = $1 AND tag = $2`;
    await rows(tx, { sql, parameters: [workspaceId, tag] });
  }

  /** How many hold a role that was read with a lock. */
  async use(tx: Transaction, { workspaceId, tag }: RoleOfWorkspace): Promise<RoleUse> {
    const sql = `
      SELECT (SELECT count(*) FROM keys.api_keys WHERE workspace_id = $1 AND roles @> $2 AND revoked_at IS NULL)::int AS keys,
             (SELECT count(*) FROM keys.users WHERE workspace_id = $1 AND roles @> $2)::int AS users`;
    const [use] = await rows<RoleUse>(tx, { sql, parameters: [workspaceId, JSON.stringify([{ type: 'CUSTOM', tag }])] });
    return use ?? { keys: 0, users: 0 };
  }
}
