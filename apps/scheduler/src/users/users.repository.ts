import { Injectable } from '@nestjs/common';
import type { UserEvent } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';

/** The table `scheduler.users`. */
@Injectable()
export class UsersRepository {
  /** Stores a user unless a version as new is there already. Answers whether it did. */
  async store(tx: Transaction, { id: eventId, data }: UserEvent): Promise<boolean> {
    const sql = `
      INSERT INTO scheduler.users AS u (id, workspace_id, version, email, name, status, is_admin, event_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (id) DO UPDATE SET
        version = excluded.version, email = excluded.email, name = excluded.name, status = excluded.status,
        is_admin = excluded.is_admin, event_id = excluded.event_id, heard_at = now()
      WHERE u.version < excluded.version
      RETURNING id`;
    const { id, workspaceId, version, email, name, status, isAdmin } = data;
    const parameters = [id, workspaceId, version, email, name, status, isAdmin, eventId];
    return (await rows(tx, { sql, parameters })).length === 1;
  }
}
