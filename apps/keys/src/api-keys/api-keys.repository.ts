import { rows, type Transaction } from '#libs/database';
import type { HashedKey } from '../key-material/index.js';
import type { ApiKey } from './api-key.js';
import { SELECT_KEY, toApiKey, type ApiKeyRow } from './api-key.row.js';

/** Names one key of one workspace. */
export interface KeyOfWorkspace {
  readonly cid: string;
  readonly workspaceId: string;
}

/** The rows of `keys.api_keys`. */
export class ApiKeysRepository {
  /** A key, revoked or not. With `lock`, nobody else changes it until the transaction ends. */
  async find(
    tx: Transaction,
    { cid, workspaceId }: KeyOfWorkspace,
    { lock }: { readonly lock: boolean },
  ): Promise<ApiKey | undefined> {
    const sql = `${SELECT_KEY} WHERE k.cid = $1 AND k.workspace_id = $2 ${lock ? 'FOR UPDATE OF k' : ''}`;
    const [row] = await rows<ApiKeyRow>(tx, { sql, parameters: [cid, workspaceId] });
    return row && toApiKey(row);
  }

  /** The key with one of these hashes, revoked or not. */
  async findByHash(tx: Transaction, candidates: readonly HashedKey[]): Promise<ApiKey | undefined> {
    const sql = `${SELECT_KEY} WHERE k.key_hash = ANY($1::bytea[])`;
    const [row] = await rows<ApiKeyRow>(tx, { sql, parameters: [candidates.map(({ hash }) => hash)] });
    return row && toApiKey(row);
  }

  async insert(tx: Transaction, key: ApiKey, { hash, pepperId }: HashedKey): Promise<void> {
    const sql = `
      INSERT INTO keys.api_keys (
        cid, workspace_id, owner_id, last4, key_hash, pepper_id, roles, created_at, version, updated_at, name, description, revoked_at,
        expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`;
    const fixed = [key.cid, key.workspaceId, key.owner.id, key.last4, hash, pepperId, JSON.stringify(key.roles), key.createdAt];
    await rows(tx, { sql, parameters: [...fixed, ...changeable(key)] });
  }

  /** Stores what can change of a key that was read with a lock. */
  async update(tx: Transaction, key: ApiKey): Promise<void> {
    const sql = `
      UPDATE keys.api_keys SET
        version = $2, updated_at = $3, name = $4, description = $5, revoked_at = $6, expiration_precision = $7,
        expiration_date = $8, expiration_time_zone = $9, expires_at = $10, expiration_set_at = $11
      WHERE cid = $1`;
    await rows(tx, { sql, parameters: [key.cid, ...changeable(key)] });
  }
}

function changeable({ version, updatedAt, name, description, revokedAt, expiration }: ApiKey): unknown[] {
  const { precision = null, date = null, timeZone = null, expiresAt = null, setAt = null } = expiration ?? {};
  return [version, updatedAt, name, description, revokedAt, precision, date, timeZone, expiresAt, setAt];
}
