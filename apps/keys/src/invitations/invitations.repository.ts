import { rows, type Transaction } from '#libs/database';
import type { Closing, Invitation } from './invitation.js';

/** The rows of `keys.invitations`. */
export class InvitationsRepository {
  /** An invitation that can be accepted at `now`: neither closed nor expired, and its user waits outside. */
  async findOpen(tx: Transaction, id: string, now: Date): Promise<Invitation | undefined> {
    const sql = `
      SELECT i.id, i.workspace_id AS "workspaceId", i.user_id AS "userId", i.invited_by AS "invitedBy",
             i.created_at AS "createdAt", i.expires_at AS "expiresAt"
      FROM keys.invitations i JOIN keys.users u ON u.id = i.user_id
      WHERE i.id = $1 AND i.closed_at IS NULL AND i.expires_at > $2 AND u.joined_at IS NULL AND u.deactivated_at IS NULL`;
    const [invitation] = await rows<Invitation>(tx, { sql, parameters: [id, now] });
    return invitation;
  }

  async insert(tx: Transaction, { id, workspaceId, userId, invitedBy, createdAt, expiresAt }: Invitation): Promise<void> {
    const sql = `
      INSERT INTO keys.invitations (id, workspace_id, user_id, invited_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`;
    await rows(tx, { sql, parameters: [id, workspaceId, userId, invitedBy, createdAt, expiresAt] });
  }

  /** Closes whatever invitation of the user is not closed. */
  async close(tx: Transaction, userId: string, { as, now }: { readonly as: Closing; readonly now: Date }): Promise<void> {
    const sql = 'UPDATE keys.invitations SET closed_at = $3, closed_as = $2 WHERE user_id = $1 AND closed_at IS NULL';
    await rows(tx, { sql, parameters: [userId, as, now] });
  }
}
