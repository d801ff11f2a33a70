import type { RoleAssignment } from '#libs/contracts';
import type { Expiration } from './domain/expiration.js';

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
}
