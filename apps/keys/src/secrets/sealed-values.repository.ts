import { rows, type Transaction } from '#libs/database';
import type { Place, SealedSecret, WrappedKey } from '../encryption/index.js';

/** A sealed value with the place where it opens, and until when it may be used. */
export interface SealedValue extends Place, SealedSecret {
  readonly tag: string;
  readonly expiresAt: Date | null;
}

/** A data key with the place where it unwraps. */
export interface KeyAtPlace extends Place, WrappedKey {}

/** How many values have their data keys wrapped under a key-encryption key. */
export interface KeyUse {
  readonly keyId: string;
  readonly count: number;
}

const PLACE = `id, workspace_id AS "workspaceId", value_version AS "valueVersion"`;
const WRAPPED = `wrapped_key AS "wrappedKey", key_encryption_key_id AS "keyId"`;

/** The values in `keys.secrets`, sealed. */
export class SealedValuesRepository {
  /** The values of those of these tags that the workspace has, in one order. */
  ofTags(
    tx: Transaction,
    { workspaceId, tags }: { readonly workspaceId: string; readonly tags: readonly string[] },
  ): Promise<SealedValue[]> {
    const sql = `
      SELECT ${PLACE}, ${WRAPPED}, ciphertext, tag, expires_at AS "expiresAt" FROM keys.secrets
      WHERE workspace_id = $1 AND tag = ANY($2) AND revoked_at IS NULL ORDER BY id`;
    return rows(tx, { sql, parameters: [workspaceId, tags] });
  }

  /** Which key-encryption keys are in use in the whole installation, and by how many values. */
  keyUses(tx: Transaction): Promise<KeyUse[]> {
    const sql = `
      SELECT key_encryption_key_id AS "keyId", count(*)::int AS count FROM keys.secrets
      WHERE key_encryption_key_id IS NOT NULL GROUP BY 1 ORDER BY 1`;
    return rows(tx, { sql });
  }

  /** The next data keys after an id that are wrapped under another key-encryption key than this. */
  keysUnderOthers(
    tx: Transaction,
    { keyId, after, limit }: { readonly keyId: string; readonly after: string; readonly limit: number },
  ): Promise<KeyAtPlace[]> {
    const sql = `
      SELECT ${PLACE}, ${WRAPPED} FROM keys.secrets
      WHERE key_encryption_key_id <> $1 AND id > $2 ORDER BY id LIMIT $3`;
    return rows(tx, { sql, parameters: [keyId, after, limit] });
  }

  /** Stores a data key as it is wrapped now; `false`, storing nothing, if value or wrapping have changed since it was read. */
  async replaceKey(tx: Transaction, { id, valueVersion, keyId }: KeyAtPlace, rewrapped: WrappedKey): Promise<boolean> {
    const sql = `
      UPDATE keys.secrets SET wrapped_key = $4, key_encryption_key_id = $5
      WHERE id = $1 AND value_version = $2 AND key_encryption_key_id = $3 RETURNING id`;
    const stored = await rows(tx, { sql, parameters: [id, valueVersion, keyId, rewrapped.wrappedKey, rewrapped.keyId] });
    return stored.length > 0;
  }
}
