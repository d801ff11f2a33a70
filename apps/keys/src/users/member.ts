import type { Invitation } from '../invitations/index.js';
import type { User } from '../workspaces/index.js';

/** A user with all that managing them takes. */
export interface Member extends User {
  readonly createdAt: Date;
  /** `null`: invited, and not here yet. */
  readonly joinedAt: Date | null;
  readonly deactivatedAt: Date | null;
  /** The invitation that is not closed. It may have expired. */
  readonly invitation: Pick<Invitation, 'id' | 'invitedBy' | 'expiresAt'> | null;
}

/** Whom a member is, within their workspace. */
export type MemberOfWorkspace = Pick<Member, 'workspaceId' | 'id'>;

/** Whether this can be the id of a user. What never was one is not looked up: it may hold what Postgres can't read. */
export function isUserId(text: string): boolean {
  return /^us[0-9a-f]{16}$/.test(text);
}

/** How a member stands who was let in, or not, and put out, or not. */
export function standingOf({ joinedAt, deactivatedAt }: Pick<Member, 'joinedAt' | 'deactivatedAt'>): Member['status'] {
  if (deactivatedAt) return 'DEACTIVATED';
  return joinedAt ? 'ACTIVE' : 'INVITED';
}
