import { permissions, type DefaultRole, type Permission, type RoleAssignment } from '#libs/contracts';

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
const granted: Record<DefaultRole, readonly Permission[]> = { READ_ONLY: viewer, USER: user, MANAGER: manager, ADMIN: admin };

/** What the custom roles of a workspace may do, by tag. A tag that is missing here grants nothing. */
export type CustomGrants = Readonly<Record<string, readonly Permission[]>>;

/** What a holder of these roles may do: the permissions of all of them together. */
export function permissionsOf(roles: readonly RoleAssignment[], custom: CustomGrants = {}): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => (role.type === 'DEFAULT' ? granted[role.role] : grantOf(custom, role.tag))));
}

function grantOf(custom: CustomGrants, tag: string): readonly Permission[] {
  return Object.hasOwn(custom, tag) ? (custom[tag] ?? []) : [];
}
