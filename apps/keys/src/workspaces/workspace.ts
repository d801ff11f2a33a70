import type { RoleAssignment, UserStatus } from '#libs/contracts';
import type { TimeZone } from '#libs/kernel';

/** The tenant: it owns credentials, users and settings. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly timeZone: TimeZone;
}

/** A person of a workspace. Changes make a new version of them. */
export interface User {
  readonly id: string;
  readonly workspaceId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly RoleAssignment[];
  readonly status: UserStatus;
  /** Counts the changes from 1. */
  readonly version: number;
}
