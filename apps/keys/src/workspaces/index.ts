export { hasAdmin, userSnapshotOf } from './user-snapshot.js';
export { WorkspacesModule } from './workspaces.module.js';
export { WorkspacesService } from './workspaces.service.js';
export type { User, Workspace } from './workspace.js';
