import type { Permission } from '#libs/contracts';

/** A role of a workspace's own. */
export interface Role {
  readonly workspaceId: string;
  /** By what credentials and users refer to it; fixed. */
  readonly tag: string;
  readonly name: string;
  readonly description: string | null;
  /** In the order in which the contract names them. */
  readonly permissions: readonly Permission[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Names one role of one workspace. */
export type RoleOfWorkspace = Pick<Role, 'workspaceId' | 'tag'>;
