import type { UserSnapshot } from '#libs/contracts';
import type { User, Workspace } from './workspace.js';

/** The user as events tell of them. */
export function userSnapshotOf(user: User, workspace: Pick<Workspace, 'name'>): UserSnapshot {
  const { id, workspaceId, version, email, name, status, roles } = user;
  const isAdmin = roles.some((role) => role.type === 'DEFAULT' && role.role === 'ADMIN');
  return { id, workspaceId, workspaceName: workspace.name, version, email, name, status, isAdmin, invitation: null };
}
