import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';

/** From where a workspace is to be planned anew. */
interface ReplanPlace {
  /** The last credential that is up to date; empty before the first. */
  readonly after: string;
  /** Since when that is to be done. */
  readonly since: Date;
}

/** Up to which credential a workspace is planned anew, in `scheduler.notification_settings`. */
@Injectable()
export class ReplansRepository {
  /** A workspace that is to be planned anew, the one that has waited longest. */
  async next(tx: Transaction): Promise<string | undefined> {
    const sql = `
      SELECT workspace_id AS id FROM scheduler.notification_settings WHERE replan_after IS NOT NULL ORDER BY heard_at LIMIT 1`;
    return (await rows<{ id: string }>(tx, { sql }))[0]?.id;
  }

  /** From where a workspace is to be planned anew; `undefined` once it is. Nobody else goes on meanwhile. */
  async place(tx: Transaction, workspaceId: string): Promise<ReplanPlace | undefined> {
    const sql = `
      SELECT replan_after AS after, replan_since AS since FROM scheduler.notification_settings
      WHERE workspace_id = $1 AND replan_after IS NOT NULL FOR UPDATE`;
    return (await rows<ReplanPlace>(tx, { sql, parameters: [workspaceId] }))[0];
  }

  /** The next credentials of which reminders may be owed, in the order of their ids; nobody changes them meanwhile. */
  async credentials(
    tx: Transaction,
    { workspaceId, after, limit }: { readonly workspaceId: string; readonly after: string; readonly limit: number },
  ): Promise<CredentialSnapshot[]> {
    const sql = `
      SELECT snapshot FROM scheduler.credentials
      WHERE workspace_id = $1 AND cid > $2 AND expiry IS NOT NULL AND expires_at > clock_timestamp()
      ORDER BY cid LIMIT $3 FOR UPDATE`;
    const found = await rows<{ snapshot: CredentialSnapshot }>(tx, { sql, parameters: [workspaceId, after, limit] });
    return found.map(({ snapshot }) => snapshot);
  }

  /** Notes how far it is; `null`: all of it is done. */
  async reached(tx: Transaction, workspaceId: string, place: string | null): Promise<void> {
    const sql = 'UPDATE scheduler.notification_settings SET replan_after = $2 WHERE workspace_id = $1';
    await rows(tx, { sql, parameters: [workspaceId, place] });
  }
}
