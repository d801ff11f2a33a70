import type { BusAnswer, BusRequest, CopiedKind } from '#libs/contracts';
import { digestOf, rows, versionsOf, type Transaction, type VersionedTable } from '#libs/database';

/** Where what other services keep copies of is true. */
const tables: Readonly<Record<CopiedKind, VersionedTable>> = {
  apiKey: { table: 'keys.api_keys', id: 'cid', prefix: 'ak' },
  personalToken: { table: 'keys.personal_tokens', id: 'id', prefix: 'pt' },
  secret: { table: 'keys.secrets', id: 'id', prefix: 'se' },
  user: { table: 'keys.users', id: 'id', prefix: 'us' },
  notificationSettings: { table: 'keys.notification_settings', id: 'workspace_id', prefix: 'ws' },
};

/** Reads which versions there are, of all workspaces. */
export class VersionsRepository {
  digest(tx: Transaction, { of, ...page }: BusRequest<'keys.digest'>): Promise<BusAnswer<'keys.digest'>> {
    return digestOf(tx, tables[of], page);
  }

  versions(tx: Transaction, { of, ...page }: BusRequest<'keys.versions'>): Promise<BusAnswer<'keys.versions'>> {
    return versionsOf(tx, tables[of], page);
  }

  /** Those of the ids that there are, each with its workspace. */
  whose(
    tx: Transaction,
    { of, ids }: BusRequest<'keys.snapshots'>,
  ): Promise<{ readonly id: string; readonly workspaceId: string }[]> {
    const { table, id } = tables[of];
    const sql = `SELECT ${id} AS id, workspace_id AS "workspaceId" FROM ${table} WHERE ${id} = ANY ($1)`;
    return rows(tx, { sql, parameters: [ids] });
  }
}
