import { Injectable } from '@nestjs/common';
import type { CopiedKind } from '#libs/contracts';
import { digestOf, rows, versionsOf, type Transaction, type VersionedTable, type VersionPage } from '#libs/database';
import type { Version } from './domain/comparison.js';

const credentials = { table: 'scheduler.credentials', id: 'cid' };

/** Where the copies are. */
const tables: Readonly<Record<CopiedKind, VersionedTable>> = {
  apiKey: { ...credentials, prefix: 'ak' },
  personalToken: { ...credentials, prefix: 'pt' },
  secret: { ...credentials, prefix: 'se' },
  user: { table: 'scheduler.users', id: 'id', prefix: 'us' },
  notificationSettings: { table: 'scheduler.notification_settings', id: 'workspace_id', prefix: 'ws' },
};

/** Reads which versions the copies have. */
@Injectable()
export class CopiesRepository {
  digest(tx: Transaction, kind: CopiedKind, page: VersionPage): ReturnType<typeof digestOf> {
    return digestOf(tx, tables[kind], page);
  }

  versions(tx: Transaction, kind: CopiedKind, page: VersionPage): Promise<Version[]> {
    return versionsOf(tx, tables[kind], page);
  }

  /** The versions of those of the ids that there are copies of. */
  async held(tx: Transaction, kind: CopiedKind, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { table, id } = tables[kind];
    const sql = `SELECT ${id} AS id, version FROM ${table} WHERE ${id} = ANY ($1)`;
    const found = await rows<Version>(tx, { sql, parameters: [ids] });
    return new Map(found.map(({ id: one, version }) => [one, version]));
  }
}
