import {
  responseTo,
  toExpiration,
  type ExpirationColumns,
  type Notifications,
  type ReminderResponse,
} from '../credentials/index.js';
import type { PersonalToken } from './personal-token.js';

/** Reads tokens as {@link PersonalTokenRow}s, from `t`. */
export const SELECT_TOKEN = `
  SELECT t.id, t.workspace_id, t.user_id, u.email AS user_email, u.name AS user_name, t.name, t.description, t.last4,
         t.expiration_precision, t.expiration_date::text, t.expiration_time_zone, t.expires_at, t.expiration_set_at,
         t.version, t.created_at, t.updated_at, t.revoked_at, t.notifications, t.reminder_response
  FROM keys.personal_tokens t JOIN keys.users u ON u.id = t.user_id`;

/** What {@link SELECT_TOKEN} answers. */
export interface PersonalTokenRow extends ExpirationColumns {
  readonly id: string;
  readonly workspace_id: string;
  readonly user_id: string;
  readonly user_email: string;
  readonly user_name: string;
  readonly name: string;
  readonly description: string | null;
  readonly last4: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly revoked_at: Date | null;
  readonly notifications: Notifications | null;
  readonly reminder_response: ReminderResponse | null;
}

/** The token that a row holds. */
export function toToken(row: PersonalTokenRow): PersonalToken {
  const expiration = toExpiration(row);
  const { id, name, description, last4, version } = row;
  return {
    id,
    workspaceId: row.workspace_id,
    owner: { id: row.user_id, email: row.user_email, name: row.user_name },
    name,
    description,
    last4,
    expiration,
    notifications: row.notifications,
    response: responseTo(expiration, row.reminder_response),
    version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revokedAt: row.revoked_at,
  };
}
