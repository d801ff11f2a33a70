import { rows, type Transaction } from '#libs/database';
import { EXPIRATION_COLUMNS, expirationParameters } from '../credentials/index.js';
import type { SealedSecret } from '../encryption/index.js';
import type { PageAsked } from '../http/index.js';
import type { Secret } from './secret.js';
import { SELECT_SECRET, toSecret, type SecretRow } from './secret.row.js';

/** By what a secret of a workspace is called for. */
export interface SecretName {
  readonly workspaceId: string;
  readonly by: 'id' | 'tag';
  readonly text: string;
}

/** A workspace's secrets, unless deleted; expired ones are still there. */
const LIVE = 's.workspace_id = $1 AND s.revoked_at IS NULL';

/** The rows of `keys.secrets`. A value is written here, and read by `SealedValuesRepository` alone. */
export class SecretsRepository {
  /** A secret that is not deleted. With `lock`, nobody else changes it until the transaction ends. */
  async find(
    tx: Transaction,
    { workspaceId, by, text }: SecretName,
    { lock }: { readonly lock: boolean },
  ): Promise<Secret | undefined> {
    const sql = `${SELECT_SECRET} WHERE ${LIVE} AND s.${by} = $2 ${lock ? 'FOR UPDATE OF s' : ''}`;
    const [row] = await rows<SecretRow>(tx, { sql, parameters: [workspaceId, text] });
    return row && toSecret(row);
  }

  /** A secret, deleted or not. */
  async findDeletedToo(tx: Transaction, { workspaceId, id }: Pick<Secret, 'workspaceId' | 'id'>): Promise<Secret | undefined> {
    const sql = `${SELECT_SECRET} WHERE s.workspace_id = $1 AND s.id = $2`;
    const [row] = await rows<SecretRow>(tx, { sql, parameters: [workspaceId, id] });
    return row && toSecret(row);
  }

  async count(tx: Transaction, workspaceId: string): Promise<number> {
    const sql = `SELECT count(*)::int AS total FROM keys.secrets s WHERE ${LIVE}`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters: [workspaceId] });
    return answer?.total ?? 0;
  }

  /** One page of a workspace's secrets, newest first. */
  async page(tx: Transaction, workspaceId: string, { page, pageSize }: PageAsked): Promise<Secret[]> {
    const sql = `${SELECT_SECRET} WHERE ${LIVE} ORDER BY s.created_at DESC, s.id LIMIT $2 OFFSET $2::bigint * $3::bigint`;
    return (await rows<SecretRow>(tx, { sql, parameters: [workspaceId, pageSize, page] })).map(toSecret);
  }

  /** Adds a secret; `false` if the workspace has one with this tag. */
  async insert(tx: Transaction, secret: Secret, { ciphertext, wrappedKey, keyId }: SealedSecret): Promise<boolean> {
    const sql = `
      INSERT INTO keys.secrets (
        id, workspace_id, owner_id, name, tag, ciphertext, wrapped_key, key_encryption_key_id, version, value_version, created_at,
        updated_at, notifications, ${EXPIRATION_COLUMNS.join(', ')})
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
      ON CONFLICT (workspace_id, tag) WHERE revoked_at IS NULL DO NOTHING RETURNING id`;
    const { id, workspaceId, owner, name, tag, version, valueVersion, createdAt, updatedAt, expiration } = secret;
    const described = [id, workspaceId, owner.id, name, tag, ciphertext, wrappedKey, keyId];
    const counted = [version, valueVersion, createdAt, updatedAt, secret.notifications, ...expirationParameters(expiration)];
    const made = await rows(tx, { sql, parameters: [...described, ...counted] });
    return made.length > 0;
  }

  /** Stores what can change besides the value, of a secret that was read with a lock. */
  async update(tx: Transaction, { id, name, version, updatedAt, notifications, response, expiration }: Secret): Promise<void> {
    const sql = `
      UPDATE keys.secrets SET name = $2, version = $3, updated_at = $4, notifications = $5, reminder_response = $6,
        (${EXPIRATION_COLUMNS.join(', ')}) = ($7, $8, $9, $10, $11)
      WHERE id = $1`;
    const described = [id, name, version, updatedAt, notifications, response];
    await rows(tx, { sql, parameters: [...described, ...expirationParameters(expiration)] });
  }

  /** Stores the value of a secret that was read with a lock, in place of the one before. */
  async replaceValue(tx: Transaction, { id, valueVersion }: Secret, sealed: SealedSecret): Promise<void> {
    const sql = `
      UPDATE keys.secrets SET value_version = $2, ciphertext = $3, wrapped_key = $4, key_encryption_key_id = $5 WHERE id = $1`;
    await rows(tx, { sql, parameters: [id, valueVersion, sealed.ciphertext, sealed.wrappedKey, sealed.keyId] });
  }

  /** Ends a secret that was read with a lock. Its row stays, and its value does not. */
  async erase(tx: Transaction, { id, version, updatedAt, revokedAt }: Secret): Promise<void> {
    const sql = `
      UPDATE keys.secrets
      SET version = $2, updated_at = $3, revoked_at = $4, ciphertext = NULL, wrapped_key = NULL, key_encryption_key_id = NULL
      WHERE id = $1`;
    await rows(tx, { sql, parameters: [id, version, updatedAt, revokedAt] });
  }
}
