import type { DefaultRole } from '#libs/contracts';

/** Which roles a user holds. */
export interface UserRoles {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly HeldRole[];
}

/** A role that a user holds: one that every workspace has, or one of the workspace's own with its name. */
export type HeldRole =
  | { readonly type: 'DEFAULT'; readonly role: DefaultRole }
  | { readonly type: 'CUSTOM'; readonly tag: string; readonly name: string };
