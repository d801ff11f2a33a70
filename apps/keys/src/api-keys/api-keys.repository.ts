import { rows, type Transaction } from '#libs/database';
import { expirationParameters } from '../credentials/index.js';
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

  /** The successor of a key, the successor's successor and so on, newest first, revoked or not. */
  async successorsOf(tx: Transaction, { cid, workspaceId }: KeyOfWorkspace): Promise<ApiKey[]> {
    const sql = `
      WITH RECURSIVE line AS (
        SELECT replaced_by AS next, 1 AS generation FROM keys.api_keys WHERE cid = $1 AND workspace_id = $2
        UNION ALL
        SELECT k.replaced_by, generation + 1 FROM line JOIN keys.api_keys k ON k.cid = line.next)
      ${SELECT_KEY} JOIN line ON line.next = k.cid ORDER BY generation DESC`;
    return (await rows<ApiKeyRow>(tx, { sql, parameters: [cid, workspaceId] })).map(toApiKey);
  }

  async insert(tx: Transaction, key: ApiKey, { hash, pepperId, from }: HashedKey): Promise<void> {
    const sql = `
      INSERT INTO keys.api_keys (
        cid, workspace_id, owner_id, last4, key_hash, pepper_id, hashed_from, roles, created_at, replaces,
        version, updated_at, name, description, revoked_at, replaced_by, retires_on_use,
        notifications, reminder_response, expiration_precision, expiration_date, expiration_time_zone, expires_at,
        expiration_set_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`;
    const { cid, workspaceId, owner, last4, roles, createdAt, replaces } = key;
    const fixed = [cid, workspaceId, owner.id, last4, hash, pepperId, from, JSON.stringify(roles), createdAt, replaces];
    await rows(tx, { sql, parameters: [...fixed, ...changeable(key)] });
  }

  /** Those of these hashes (hexadecimal) that some key has, whosever it is, revoked or not. */
  async known(tx: Transaction, hashes: readonly string[]): Promise<readonly string[]> {
    const sql = `
      SELECT encode(key_hash, 'hex') AS hash FROM keys.api_keys
      WHERE key_hash = ANY(ARRAY(SELECT decode(hex, 'hex') FROM unnest($1::text[]) hex))`;
    return (await rows<{ hash: string }>(tx, { sql, parameters: [hashes] })).map(({ hash }) => hash);
  }

  /** Stores what can change of a key that was read with a lock. */
  async update(tx: Transaction, key: ApiKey): Promise<void> {
    const sql = `
      UPDATE keys.api_keys SET
        version = $2, updated_at = $3, name = $4, description = $5, revoked_at = $6, replaced_by = $7, retires_on_use = $8,
        notifications = $9, reminder_response = $10, expiration_precision = $11, expiration_date = $12, expiration_time_zone = $13,
        expires_at = $14, expiration_set_at = $15
      WHERE cid = $1`;
    await rows(tx, { sql, parameters: [key.cid, ...changeable(key)] });
  }
}

function changeable({
  version,
  updatedAt,
  name,
  description,
  revokedAt,
  replacedBy,
  retiresOnUse,
  notifications,
  response,
  expiration,
}: ApiKey): unknown[] {
  const described = [version, updatedAt, name, description, revokedAt, replacedBy, retiresOnUse, notifications, response];
  return [...described, ...expirationParameters(expiration)];
}
