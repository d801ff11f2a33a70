import { rows, type Transaction } from '#libs/database';
import type { User, Workspace } from './workspace.js';

/** A user is ACTIVE from the start, unless they were invited, until they are deactivated. */
const SELECT_USER = `
  SELECT id, workspace_id AS "workspaceId", email, name, roles, version,
         CASE WHEN deactivated_at IS NOT NULL THEN 'DEACTIVATED' WHEN joined_at IS NULL THEN 'INVITED' ELSE 'ACTIVE' END AS status
  FROM keys.users`;
const SELECT_WORKSPACE = `SELECT id, name, time_zone AS "timeZone" FROM keys.workspaces`;

/** The rows of `keys.workspaces` and `keys.users`. */
export class WorkspacesRepository {
  async find(tx: Transaction, id: string): Promise<Workspace | undefined> {
    const [workspace] = await rows<Workspace>(tx, { sql: `${SELECT_WORKSPACE} WHERE id = $1`, parameters: [id] });
    return workspace;
  }

  /** The workspace that was made first, by which a single installation goes. */
  async first(tx: Transaction): Promise<Workspace | undefined> {
    const [workspace] = await rows<Workspace>(tx, { sql: `${SELECT_WORKSPACE} ORDER BY created_at, id LIMIT 1` });
    return workspace;
  }

  async insert(tx: Transaction, { id, name, timeZone }: Workspace): Promise<void> {
    const sql = `INSERT INTO keys.workspaces (id, name, time_zone) VALUES ($1, $2, $3)`;
    await rows(tx, { sql, parameters: [id, name, timeZone] });
  }

  async setTimeZone(tx: Transaction, { id, timeZone }: Pick<Workspace, 'id' | 'timeZone'>): Promise<void> {
    await rows(tx, { sql: 'UPDATE keys.workspaces SET time_zone = $2 WHERE id = $1', parameters: [id, timeZone] });
  }

  async findUser(tx: Transaction, id: string): Promise<User | undefined> {
    const [user] = await rows<User>(tx, { sql: `${SELECT_USER} WHERE id = $1`, parameters: [id] });
    return user;
  }

  /** The user with this address, whatever its case. */
  async findUserByEmail(tx: Transaction, { workspaceId, email }: Pick<User, 'workspaceId' | 'email'>): Promise<User | undefined> {
    const sql = `${SELECT_USER} WHERE workspace_id = $1 AND lower(email) = lower($2)`;
    const [user] = await rows<User>(tx, { sql, parameters: [workspaceId, email] });
    return user;
  }

  async insertUser(tx: Transaction, { id, workspaceId, email, name, roles, status, version }: User): Promise<void> {
    const sql = `
      INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at, version)
      VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 = 'ACTIVE' THEN now() END, $7)`;
    await rows(tx, { sql, parameters: [id, workspaceId, email, name, JSON.stringify(roles), status, version] });
  }
}
