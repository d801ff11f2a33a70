import type { RoleAssignment } from '#libs/contracts';
import { responseAfter, type Expiration, type Notifications, type ReminderResponse } from '../credentials/index.js';

/** A key that was issued: everything about it but the key itself. Changes make a new version of it. */
export interface ApiKey {
  readonly cid: string;
  readonly workspaceId: string;
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
  readonly name: string;
  readonly description: string | null;
  readonly last4: string;
  readonly roles: readonly RoleAssignment[];
  readonly expiration: Expiration | null;
  /** Counts the changes from 1. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly revokedAt: Date | null;
  /** The cid of the key this one is the successor of. */
  readonly replaces: string | null;
  /** The cid of this key's successor. */
  readonly replacedBy: string | null;
  /** Whether the first use of this key ends the grace of the one it replaces; `false` once that has happened. */
  readonly retiresOnUse: boolean;
  /** Who else is told of its reminders. */
  readonly notifications: Notifications | null;
  /** What was last done about a reminder of this expiration. */
  readonly response: ReminderResponse | null;
}

/** The key after a change. What was done about a reminder goes with its expiration. */
export function nextVersion(key: ApiKey, change: Partial<ApiKey> & Pick<ApiKey, 'updatedAt'>): ApiKey {
  return { ...key, ...change, response: responseAfter(key, change), version: key.version + 1 };
}
