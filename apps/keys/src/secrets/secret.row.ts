import {
  responseTo,
  toExpiration,
  type ExpirationColumns,
  type Notifications,
  type ReminderResponse,
} from '../credentials/index.js';
import type { Secret } from './secret.js';

/** Reads secrets as {@link SecretRow}s, from `s`. The value stays where it is. */
export const SELECT_SECRET = `
  SELECT s.id, s.workspace_id, s.owner_id, u.email AS owner_email, u.name AS owner_name, s.name, s.tag,
         s.expiration_precision, s.expiration_date::text, s.expiration_time_zone, s.expires_at, s.expiration_set_at,
         s.version, s.value_version, s.created_at, s.updated_at, s.revoked_at, s.notifications, s.reminder_response
  FROM keys.secrets s JOIN keys.users u ON u.id = s.owner_id`;

/** What {@link SELECT_SECRET} answers. */
export interface SecretRow extends ExpirationColumns {
  readonly id: string;
  readonly workspace_id: string;
  readonly owner_id: string;
  readonly owner_email: string;
  readonly owner_name: string;
  readonly name: string;
  readonly tag: string;
  readonly version: number;
  readonly value_version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly revoked_at: Date | null;
  readonly notifications: Notifications | null;
  readonly reminder_response: ReminderResponse | null;
}

/** The secret that a row holds. */
export function toSecret(row: SecretRow): Secret {
  const expiration = toExpiration(row);
  const { id, name, tag, version } = row;
  return {
    id,
    workspaceId: row.workspace_id,
    owner: { id: row.owner_id, email: row.owner_email, name: row.owner_name },
    name,
    tag,
    expiration,
    notifications: row.notifications,
    response: responseTo(expiration, row.reminder_response),
    version,
    valueVersion: row.value_version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revokedAt: row.revoked_at,
  };
}
