import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { HeardCredential } from './heard-credential.js';

/** How long an event id is remembered, longer than any relay would publish it again. */
const REMEMBER_DAYS = 30;

/** The tables `scheduler.credentials` and `scheduler.inbox`. */
@Injectable()
export class CredentialsRepository {
  /** Notes an event. Answers whether it is new. */
  async note(tx: Transaction, eventId: string): Promise<boolean> {
    const sql = `INSERT INTO scheduler.inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id`;
    return (await rows(tx, { sql, parameters: [eventId] })).length === 1;
  }

  /** Stores a credential unless a version as new is there already; then the answer is `undefined`. */
  async store(
    tx: Transaction,
    { snapshot, expiry, eventId, requestId }: HeardCredential,
  ): Promise<{ readonly isNew: boolean } | undefined> {
    const sql = `
      INSERT INTO scheduler.credentials AS c
        (cid, workspace_id, version, snapshot, expiry, expires_at, revoked_at, event_id, request_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (cid) DO UPDATE SET
        version = excluded.version, snapshot = excluded.snapshot, expiry = excluded.expiry, expires_at = excluded.expires_at,
        revoked_at = excluded.revoked_at, event_id = excluded.event_id, request_id = excluded.request_id, heard_at = now()
      WHERE c.version < excluded.version
      RETURNING xmax = 0 AS "isNew"`;
    const { cid, workspaceId, version, expiration, revokedAt } = snapshot;
    const parameters = [cid, workspaceId, version, snapshot, expiry, expiration?.expiresAt, revokedAt, eventId, requestId];
    return (await rows<{ isNew: boolean }>(tx, { sql, parameters }))[0];
  }

  /** Forgets the ids of events that can't come again. */
  async forgetOldEvents(tx: Transaction): Promise<void> {
    const sql = `DELETE FROM scheduler.inbox WHERE heard_at < now() - make_interval(days => $1)`;
    await rows(tx, { sql, parameters: [REMEMBER_DAYS] });
  }
}
