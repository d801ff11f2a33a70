import { rows, type Transaction } from '#libs/database';
import type { Member, MemberOfWorkspace } from './member.js';
import { SELECT_MEMBER, toMember, type MemberRow } from './member.row.js';

const ADMIN = JSON.stringify([{ type: 'DEFAULT', role: 'ADMIN' }]);

/** The rows of `keys.users`, as they are changed. */
export class UsersRepository {
  /** Waits until nobody else changes users of the workspace, and keeps it so until the transaction ends. */
  async takeTurn(tx: Transaction, workspaceId: string): Promise<void> {
    // Not FOR UPDATE: whoever adds something to the workspace need not wait.
    await rows(tx, { sql: 'SELECT FROM keys.workspaces WHERE id = $1 FOR NO KEY UPDATE', parameters: [workspaceId] });
  }

  async find(tx: Transaction, { workspaceId, id }: MemberOfWorkspace): Promise<Member | undefined> {
    const sql = `${SELECT_MEMBER} WHERE u.workspace_id = $1 AND u.id = $2`;
    const [row] = await rows<MemberRow>(tx, { sql, parameters: [workspaceId, id] });
    return row && toMember(row);
  }

  /** A user whom nobody else changes until the transaction ends, and their invitation neither. */
  async findLocked(tx: Transaction, user: MemberOfWorkspace): Promise<Member | undefined> {
    const sql = 'SELECT FROM keys.users WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE';
    await rows(tx, { sql, parameters: [user.workspaceId, user.id] });
    // Only now: a lock that was waited for brings the user up to date, but not what is joined to them.
    return this.find(tx, user);
  }

  /** Adds a user; `false` if there is one with this address, whatever its case. */
  async insert(tx: Transaction, { id, workspaceId, email, name, roles, version, createdAt }: Member): Promise<boolean> {
    const sql = `
      INSERT INTO keys.users (id, workspace_id, email, name, roles, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (workspace_id, lower(email)) DO NOTHING RETURNING id`;
    const made = await rows(tx, { sql, parameters: [id, workspaceId, email, name, JSON.stringify(roles), version, createdAt] });
    return made.length > 0;
  }

  /** Stores what can change of a user that was read with a lock. */
  async update(tx: Transaction, { id, name, roles, version, joinedAt, deactivatedAt }: Member): Promise<void> {
    const sql = `
      UPDATE keys.users SET name = $2, roles = $3, version = $4, joined_at = $5, deactivated_at = $6 WHERE id = $1`;
    await rows(tx, { sql, parameters: [id, name, JSON.stringify(roles), version, joinedAt, deactivatedAt] });
  }

  /** Whether somebody else of the workspace is in, and an ADMIN. */
  async hasOtherAdmin(tx: Transaction, { workspaceId, id }: MemberOfWorkspace): Promise<boolean> {
    const sql = `
      SELECT FROM keys.users
      WHERE workspace_id = $1 AND id <> $2 AND joined_at IS NOT NULL AND deactivated_at IS NULL AND roles @> $3 LIMIT 1`;
    return (await rows(tx, { sql, parameters: [workspaceId, id, ADMIN] })).length > 0;
  }
}
