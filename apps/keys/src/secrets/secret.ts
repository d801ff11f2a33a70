import type { Place } from '../encryption/index.js';
import { responseAfter, type Expiration, type Notifications, type ReminderResponse } from '../credentials/index.js';

/** A secret of a workspace: everything about it but its value. It is also the {@link Place} where that value is sealed. */
export interface Secret extends Place {
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
  readonly name: string;
  /** By what configuration refers to it; fixed, and one of a kind among the workspace's secrets that are not deleted. */
  readonly tag: string;
  readonly expiration: Expiration | null;
  /** Who else is told of its reminders. */
  readonly notifications: Notifications | null;
  /** What was last done about a reminder of this expiration. */
  readonly response: ReminderResponse | null;
  /** Counts the changes from 1; a new value is one of them. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When it was deleted. Its value is gone since then. */
  readonly revokedAt: Date | null;
}

/** The secret after a change. What was done about a reminder goes with its expiration; a new value leaves it. */
export function nextVersion(secret: Secret, change: Partial<Secret>): Secret {
  return { ...secret, ...change, response: responseAfter(secret, change), version: secret.version + 1 };
}
