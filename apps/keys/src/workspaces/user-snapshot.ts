import type { RoleAssignment, UserSnapshot } from '#libs/contracts';
import type { User, Workspace } from './workspace.js';

/** The user as events tell of them. `invitation` is the one that is open. */
export function userSnapshotOf(
  user: User,
  { name: workspaceName, invitation }: Pick<Workspace, 'name'> & Pick<UserSnapshot, 'invitation'>,
): UserSnapshot {
  const { id, workspaceId, version, email, name, status, roles } = user;
  return { id, workspaceId, workspaceName, version, email, name, status, isAdmin: hasAdmin(roles), invitation };
}

/** Whether the role ADMIN is among these. */
export function hasAdmin(roles: readonly RoleAssignment[]): boolean {
  return roles.some((role) => role.type === 'DEFAULT' && role.role === 'ADMIN');
}
