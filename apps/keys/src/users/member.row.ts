import { standingOf, type Member } from './member.js';

/** Reads users as {@link MemberRow}s, from `u`. */
export const SELECT_MEMBER = `
  SELECT u.id, u.workspace_id, u.email, u.name, u.roles, u.version, u.created_at, u.joined_at, u.deactivated_at,
         i.id AS invitation_id, i.invited_by, i.expires_at
  FROM keys.users u LEFT JOIN keys.invitations i ON i.user_id = u.id AND i.closed_at IS NULL`;

/** What {@link SELECT_MEMBER} answers. */
export interface MemberRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: Member['roles'];
  readonly version: number;
  readonly created_at: Date;
  readonly joined_at: Date | null;
  readonly deactivated_at: Date | null;
  readonly invitation_id: string | null;
  readonly invited_by: string | null;
  readonly expires_at: Date | null;
}

/** The user that a row holds. */
export function toMember(row: MemberRow): Member {
  const { id, email, name, roles, version, joined_at: joinedAt, deactivated_at: deactivatedAt } = row;
  return {
    id,
    workspaceId: row.workspace_id,
    email,
    name,
    roles,
    version,
    createdAt: row.created_at,
    joinedAt,
    deactivatedAt,
    status: standingOf({ joinedAt, deactivatedAt }),
    invitation: invitationIn(row),
  };
}

function invitationIn({ invitation_id: id, invited_by: invitedBy, expires_at: expiresAt }: MemberRow): Member['invitation'] {
  return id !== null && invitedBy !== null && expiresAt !== null ? { id, invitedBy, expiresAt } : null;
}
