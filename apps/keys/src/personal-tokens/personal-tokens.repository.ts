import { rows, type Transaction } from '#libs/database';
import { EXPIRATION_COLUMNS, expirationParameters } from '../credentials/index.js';
import type { PageAsked } from '../http/index.js';
import type { HashedKey } from '../key-material/index.js';
import type { User } from '../workspaces/index.js';
import type { PersonalToken } from './personal-token.js';
import { SELECT_TOKEN, toToken, type PersonalTokenRow } from './personal-token.row.js';

/** Whose tokens are looked at: nobody sees another's. */
export type TokenOwner = Pick<User, 'id' | 'workspaceId'>;

/** A user's own, unless revoked; expired ones are still theirs. */
const OWN = 't.user_id = $1 AND t.workspace_id = $2 AND t.revoked_at IS NULL';

/** The rows of `keys.personal_tokens`. */
export class PersonalTokensRepository {
  /** A token that the owner has, and has not revoked. With `lock`, nobody else changes it until the transaction ends. */
  async find(
    tx: Transaction,
    { owner, id }: { readonly owner: TokenOwner; readonly id: string },
    { lock }: { readonly lock: boolean },
  ): Promise<PersonalToken | undefined> {
    const sql = `${SELECT_TOKEN} WHERE ${OWN} AND t.id = $3 ${lock ? 'FOR UPDATE OF t' : ''}`;
    const [row] = await rows<PersonalTokenRow>(tx, { sql, parameters: [owner.id, owner.workspaceId, id] });
    return row && toToken(row);
  }

  /** A token of the workspace, whosever it is, also one that was revoked. With `lock`, nobody else changes it until the transaction ends. */
  async findAnybodys(
    tx: Transaction,
    { workspaceId, id }: Pick<PersonalToken, 'workspaceId' | 'id'>,
    { lock }: { readonly lock: boolean },
  ): Promise<PersonalToken | undefined> {
    const sql = `${SELECT_TOKEN} WHERE t.workspace_id = $1 AND t.id = $2 ${lock ? 'FOR UPDATE OF t' : ''}`;
    const [row] = await rows<PersonalTokenRow>(tx, { sql, parameters: [workspaceId, id] });
    return row && toToken(row);
  }

  async count(tx: Transaction, owner: TokenOwner): Promise<number> {
    const sql = `SELECT count(*)::int AS total FROM keys.personal_tokens t WHERE ${OWN}`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters: [owner.id, owner.workspaceId] });
    return answer?.total ?? 0;
  }

  /** One page of the owner's tokens, newest first. */
  async page(tx: Transaction, owner: TokenOwner, { page, pageSize }: PageAsked): Promise<PersonalToken[]> {
    const sql = `${SELECT_TOKEN} WHERE ${OWN} ORDER BY t.created_at DESC, t.id LIMIT $3 OFFSET $3::bigint * $4::bigint`;
    const found = await rows<PersonalTokenRow>(tx, { sql, parameters: [owner.id, owner.workspaceId, pageSize, page] });
    return found.map(toToken);
  }

  async insert(tx: Transaction, token: PersonalToken, { hash, pepperId }: HashedKey): Promise<void> {
    const sql = `
      INSERT INTO keys.personal_tokens (
        id, workspace_id, user_id, name, description, last4, key_hash, pepper_id, version, created_at, updated_at, revoked_at,
        notifications, ${EXPIRATION_COLUMNS.join(', ')})
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`;
    const { id, workspaceId, owner, name, description, last4, version, createdAt, updatedAt, revokedAt, expiration } = token;
    const named = [id, workspaceId, owner.id, name, description, last4, hash, pepperId];
    const dated = [version, createdAt, updatedAt, revokedAt, token.notifications, ...expirationParameters(expiration)];
    await rows(tx, { sql, parameters: [...named, ...dated] });
  }

  /** Stores what can change of a token that was read with a lock. */
  async update(tx: Transaction, { id, version, updatedAt, revokedAt, response }: PersonalToken): Promise<void> {
    const sql = `
      UPDATE keys.personal_tokens SET version = $2, updated_at = $3, revoked_at = $4, reminder_response = $5 WHERE id = $1`;
    await rows(tx, { sql, parameters: [id, version, updatedAt, revokedAt, response] });
  }
}
