import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { Person } from './domain/recipients.js';

/** The admins in `scheduler.users`, the scheduler's copy. */
@Injectable()
export class AdminsRepository {
  /** The active admins of some workspaces, by workspace. */
  async active(tx: Transaction, workspaceIds: readonly string[]): Promise<ReadonlyMap<string, readonly Person[]>> {
    if (workspaceIds.length === 0) return new Map();
    const sql = `
      SELECT workspace_id AS "workspaceId", jsonb_agg(jsonb_build_object('id', id, 'email', email) ORDER BY id) AS admins
      FROM scheduler.users WHERE workspace_id = ANY ($1) AND is_admin AND status = 'ACTIVE' GROUP BY workspace_id`;
    const found = await rows<{ workspaceId: string; admins: Person[] }>(tx, { sql, parameters: [workspaceIds] });
    return new Map(found.map(({ workspaceId, admins }) => [workspaceId, admins]));
  }
}
