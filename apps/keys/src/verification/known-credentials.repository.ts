import type { Permission, RoleAssignment } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import { permissionsOf } from '../authorization/index.js';
import type { HashedKey } from '../key-material/index.js';
import type { KnownCredential } from './known-credential.js';

/** Finds the one who holds a key, in one statement, reading nothing that is not needed to let them in. */
export class KnownCredentialsRepository {
  async find(
    tx: Transaction,
    kind: KnownCredential['kind'],
    candidates: readonly HashedKey[],
  ): Promise<KnownCredential | undefined> {
    const parameters = [candidates.map(({ hash }) => hash)];
    const [row] = await rows<KnownRow>(tx, { sql: statements[kind], parameters });
    if (!row) return undefined;
    const { custom, ...known } = row;
    return { ...known, kind, permissions: permissionsOf(row.roles, custom ?? {}) };
  }

  /** Whether any key is of another system. One that was is never deleted. */
  async areAnyImported(tx: Transaction): Promise<boolean> {
    const sql = `SELECT EXISTS (SELECT 1 FROM keys.api_keys WHERE hashed_from <> 'key') AS "areAny"`;
    const [answer] = await rows<{ areAny: boolean }>(tx, { sql });
    return answer?.areAny ?? false;
  }
}

type KnownRow = Omit<KnownCredential, 'kind' | 'permissions' | 'roles'> & {
  readonly roles: readonly RoleAssignment[];
  readonly custom: Record<string, Permission[]> | null;
};

/** What the custom roles among `roles` grant. */
const customGrants = (roles: string, workspaceId: string) => `
  (SELECT jsonb_object_agg(r.tag, to_jsonb(r.permissions)) FROM keys.roles r
   WHERE r.workspace_id = ${workspaceId}
     AND r.tag IN (SELECT given ->> 'tag' FROM jsonb_array_elements(${roles}) given WHERE given ->> 'type' = 'CUSTOM'))`;

const statements: Record<KnownCredential['kind'], string> = {
  apiKey: `
    SELECT k.cid AS id, k.workspace_id AS "workspaceId", k.name, k.owner_id AS "userId", u.email AS "userEmail", k.roles,
           k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
           CASE WHEN k.retires_on_use THEN k.replaces END AS retires, ${customGrants('k.roles', 'k.workspace_id')} AS custom
    FROM keys.api_keys k JOIN keys.users u ON u.id = k.owner_id WHERE k.key_hash = ANY($1::bytea[])`,
  personalToken: `
    SELECT t.id, t.workspace_id AS "workspaceId", t.name, t.user_id AS "userId", u.email AS "userEmail", u.roles,
           t.expires_at AS "expiresAt", coalesce(t.revoked_at, u.deactivated_at) AS "revokedAt",
           NULL AS retires, ${customGrants('u.roles', 't.workspace_id')} AS custom
    FROM keys.personal_tokens t JOIN keys.users u ON u.id = t.user_id WHERE t.key_hash = ANY($1::bytea[])`,
};
