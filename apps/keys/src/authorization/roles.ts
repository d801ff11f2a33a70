import type { RoleAssignment } from '#libs/contracts';
import { permissions, type Permission } from './permissions.js';

const viewer: readonly Permission[] = [];
const user: readonly Permission[] = [...viewer];
const manager: readonly Permission[] = [
  ...user,
  'Edit API keys',
  'Create secrets',
  'View audit logs',
  'View notification logs',
  'Configure workspace notification settings',
  'View roles',
];
const admin: readonly Permission[] = permissions;

/** What each default role may do. They nest: whatever a role may do, the next one may too. */
const granted: Record<RoleAssignment['role'], readonly Permission[]> = {
  READ_ONLY: viewer,
  USER: user,
  MANAGER: manager,
  ADMIN: admin,
};

/** What a holder of these roles may do: the permissions of all of them together. */
export function permissionsOf(roles: readonly RoleAssignment[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap(({ role }) => granted[role]));
}
