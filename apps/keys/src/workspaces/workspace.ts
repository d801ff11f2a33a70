import type { RoleAssignment } from '#libs/contracts';
import type { TimeZone } from '#libs/kernel';

/** The tenant: it owns credentials, users and settings. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly timeZone: TimeZone;
}

/** A person of a workspace. */
export interface User {
  readonly id: string;
  readonly workspaceId: string;
  readonly email: string;
  readonly name: string;
  readonly role: RoleAssignment['role'];
}
