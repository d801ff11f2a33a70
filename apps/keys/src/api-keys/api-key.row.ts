import type { RoleAssignment } from '#libs/contracts';
import {
  responseTo,
  toExpiration,
  type ExpirationColumns,
  type Notifications,
  type ReminderResponse,
} from '../credentials/index.js';
import type { ApiKey } from './api-key.js';

/** Reads keys as {@link ApiKeyRow}s, from `k`. */
export const SELECT_KEY = `
  SELECT k.cid, k.workspace_id, k.owner_id, u.email AS owner_email, u.name AS owner_name, k.name, k.description, k.last4, k.roles,
         k.expiration_precision, k.expiration_date::text, k.expiration_time_zone, k.expires_at, k.expiration_set_at,
         k.version, k.created_at, k.updated_at, k.revoked_at, k.replaces, k.replaced_by, k.retires_on_use,
         k.notifications, k.reminder_response
  FROM keys.api_keys k JOIN keys.users u ON u.id = k.owner_id`;

/** What {@link SELECT_KEY} answers. */
export interface ApiKeyRow extends ExpirationColumns {
  readonly cid: string;
  readonly workspace_id: string;
  readonly owner_id: string;
  readonly owner_email: string;
  readonly owner_name: string;
  readonly name: string;
  readonly description: string | null;
  readonly last4: string;
  readonly roles: readonly RoleAssignment[];
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly revoked_at: Date | null;
  readonly replaces: string | null;
  readonly replaced_by: string | null;
  readonly retires_on_use: boolean;
  readonly notifications: Notifications | null;
  readonly reminder_response: ReminderResponse | null;
}

/** The key that a row holds. */
export function toApiKey(row: ApiKeyRow): ApiKey {
  const expiration = toExpiration(row);
  return {
    cid: row.cid,
    workspaceId: row.workspace_id,
    owner: { id: row.owner_id, email: row.owner_email, name: row.owner_name },
    name: row.name,
    description: row.description,
    last4: row.last4,
    // jsonb keeps its own order of names.
    roles: row.roles.map((given) =>
      given.type === 'DEFAULT' ? { type: given.type, role: given.role } : { type: given.type, tag: given.tag },
    ),
    expiration,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revokedAt: row.revoked_at,
    replaces: row.replaces,
    replacedBy: row.replaced_by,
    retiresOnUse: row.retires_on_use,
    notifications: row.notifications,
    response: responseTo(expiration, row.reminder_response),
  };
}
