import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { HeardCredential } from './heard-credential.js';

interface StoredCredential {
  /** Whether nothing was held of it before. */
  readonly isNew: boolean;
  /** Whether it has expired, by the database's clock. */
  readonly isOver: boolean;
}

/** The table `scheduler.credentials`. */
@Injectable()
export class CredentialsRepository {
  /** Stores a credential unless a version as new is there already; then the answer is `undefined`. */
  async store(tx: Transaction, credential: HeardCredential): Promise<StoredCredential | undefined> {
    const sql = `
      INSERT INTO scheduler.credentials AS c
        (cid, workspace_id, version, snapshot, expiry, expires_at, revoked_at, event_id, request_id, traceparent)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (cid) DO UPDATE SET
        version = excluded.version, snapshot = excluded.snapshot, expiry = excluded.expiry, expires_at = excluded.expires_at,
        revoked_at = excluded.revoked_at, event_id = excluded.event_id, request_id = excluded.request_id,
        traceparent = excluded.traceparent, heard_at = now()
      WHERE c.version < excluded.version
      RETURNING xmax = 0 AS "isNew", coalesce(c.expires_at <= clock_timestamp(), false) AS "isOver"`;
    const { snapshot, expiry, eventId, requestId, traceparent } = credential;
    const { cid, workspaceId, version, expiration, revokedAt } = snapshot;
    const about = [cid, workspaceId, version, snapshot, expiry, expiration?.expiresAt, revokedAt];
    const parameters = [...about, eventId, requestId, traceparent];
    return (await rows<StoredCredential>(tx, { sql, parameters }))[0];
  }
}
