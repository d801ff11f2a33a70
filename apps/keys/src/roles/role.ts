import type { Permission } from '#libs/contracts';

/** A role of a workspace's own. */
export interface Role {
  readonly workspaceId: string;
  /** By what credentials and users refer to it; fixed. */
  readonly tag: string;
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly Permission[];
}
