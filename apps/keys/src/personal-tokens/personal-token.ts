import type { Expiration, Notifications, ReminderResponse } from '../credentials/index.js';
import type { PlainKey } from '../key-material/index.js';

/** A personal access token that was issued: everything about it but the token itself. What it may do is its owner's matter. */
export interface PersonalToken {
  readonly id: string;
  readonly workspaceId: string;
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
  readonly name: string;
  readonly description: string | null;
  readonly last4: string;
  readonly expiration: Expiration | null;
  /** Who else is told of its reminders. */
  readonly notifications: Notifications | null;
  /** What was last done about a reminder of this expiration. */
  readonly response: ReminderResponse | null;
  /** Counts the changes from 1. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly revokedAt: Date | null;
}

/** A token that was just issued, and the one sight of the token itself. */
export interface IssuedToken {
  readonly token: PersonalToken;
  readonly plain: PlainKey;
}
