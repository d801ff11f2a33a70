import { rows, type Transaction } from '#libs/database';
import type { PersonalToken } from './personal-token.js';
import { SELECT_TOKEN, toToken, type PersonalTokenRow } from './personal-token.row.js';

/** Finds tokens whosever they are. */
export class TokenSnapshotsRepository {
  /** A token of the workspace, also one that was revoked. With `lock`, nobody else changes it until the transaction ends. */
  async find(
    tx: Transaction,
    { workspaceId, id }: Pick<PersonalToken, 'workspaceId' | 'id'>,
    { lock }: { readonly lock: boolean },
  ): Promise<PersonalToken | undefined> {
    const sql = `${SELECT_TOKEN} WHERE t.workspace_id = $1 AND t.id = $2 ${lock ? 'FOR UPDATE OF t' : ''}`;
    const [row] = await rows<PersonalTokenRow>(tx, { sql, parameters: [workspaceId, id] });
    return row && toToken(row);
  }
}
