import type { RoleAssignment } from '#libs/contracts';
import type { LocalDate, TimeZone } from '#libs/kernel';
import type { ApiKey } from './api-key.js';
import type { Expiration } from './domain/expiration.js';

/**
 * Reads keys as {@link ApiKeyRow}s, from `k`. The day is read as text: a Postgres `date` would arrive as a JavaScript Date at
 * the process's own midnight.
 */
export const SELECT_KEY = `
  SELECT k.cid, k.workspace_id, k.owner_id, u.email AS owner_email, u.name AS owner_name, k.name, k.description, k.last4, k.roles,
         k.expiration_precision, k.expiration_date::text, k.expiration_time_zone, k.expires_at, k.expiration_set_at,
         k.version, k.created_at, k.updated_at, k.revoked_at
  FROM keys.api_keys k JOIN keys.users u ON u.id = k.owner_id`;

/** What {@link SELECT_KEY} answers. */
export interface ApiKeyRow {
  readonly cid: string;
  readonly workspace_id: string;
  readonly owner_id: string;
  readonly owner_email: string;
  readonly owner_name: string;
  readonly name: string;
  readonly description: string | null;
  readonly last4: string;
  readonly roles: readonly RoleAssignment[];
  readonly expiration_precision: Expiration['precision'] | null;
  readonly expiration_date: LocalDate | null;
  readonly expiration_time_zone: TimeZone | null;
  readonly expires_at: Date | null;
  readonly expiration_set_at: Date | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly revoked_at: Date | null;
}

/** The key that a row holds. */
export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    cid: row.cid,
    workspaceId: row.workspace_id,
    owner: { id: row.owner_id, email: row.owner_email, name: row.owner_name },
    name: row.name,
    description: row.description,
    last4: row.last4,
    // jsonb keeps its own order of names.
    roles: row.roles.map(({ type, role }) => ({ type, role })),
    expiration: toExpiration(row),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revokedAt: row.revoked_at,
  };
}

function toExpiration(row: ApiKeyRow): Expiration | null {
  const { expiration_precision: precision, expiration_date: date, expiration_time_zone: timeZone } = row;
  const { expires_at: expiresAt, expiration_set_at: setAt } = row;
  if (precision === null || date === null || timeZone === null || expiresAt === null || setAt === null) return null;
  return { precision, date, timeZone, expiresAt, setAt };
}
