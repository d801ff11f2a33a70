import { dataSourceOptions, type DatabaseEnv } from '#libs/database';
import pg from 'pg';
import { keysSchema } from '../keys-schema.js';

/** What has been committed to `keys.changes` since an earlier look. */
export interface ChangesSeen {
  /** The oldest transaction that was still open: whatever this look can not have seen is this one or a later one. */
  readonly horizon: bigint;
  /** The database's own time. */
  readonly at: Date;
  readonly changes: readonly { readonly id: string; readonly subject: string }[];
}

/** How long a look may take, in milliseconds; one that takes longer would be too old when it comes. */
const LOOK_MS = 1_000;

const PRUNED_AT_ONCE = 5_000;

/**
 * Reads `keys.changes` over a connection of its own: it does not queue behind requests, or else much traffic would keep the
 * cache from being fresh, and every request would have to ask the database on top.
 */
export class ChangesFeed {
  private client: pg.Client | undefined;

  constructor(private readonly env: DatabaseEnv) {}

  /**
   * The changes of every transaction from `horizon` on; without one none. A later commit may have an earlier transaction id,
   * hence the horizon; so what was seen once may be seen again.
   */
  async since(horizon: bigint | undefined): Promise<ChangesSeen> {
    const sql = `
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, clock_timestamp() AS at,
             (SELECT coalesce(json_agg(json_build_object('id', id::text, 'subject', subject)), '[]')
              FROM keys.changes WHERE xid >= $1::xid8) AS changes`;
    const [row] = await this.ask<Omit<ChangesSeen, 'horizon'> & { horizon: string }>(sql, horizon?.toString() ?? null);
    if (!row) throw new Error('A look at the changes was not answered.');
    return { ...row, horizon: BigInt(row.horizon) };
  }

  /** Removes changes of transactions before this one, so many at most that it is quick. Whether there were more than it took. */
  async prune(before: bigint): Promise<boolean> {
    const sql = `
      WITH old AS (SELECT id FROM keys.changes WHERE xid < $1::xid8 ORDER BY xid LIMIT ${String(PRUNED_AT_ONCE)}),
           gone AS (DELETE FROM keys.changes USING old WHERE changes.id = old.id RETURNING 1)
      SELECT count(*)::int AS count FROM gone`;
    const [row] = await this.ask<{ count: number }>(sql, before.toString());
    return row?.count === PRUNED_AT_ONCE;
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async ask<Row extends object>(sql: string, parameter: string | null): Promise<Row[]> {
    const client = this.client ?? (await this.connect());
    try {
      return (await client.query<Row>(sql, [parameter])).rows;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async connect(): Promise<pg.Client> {
    const { url } = dataSourceOptions(keysSchema, { env: this.env, asService: true });
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: LOOK_MS,
      query_timeout: LOOK_MS,
      keepAlive: true,
      application_name: 'curfew-keys-changes',
    });
    client.on('error', () => {
      if (this.client === client) void this.close();
    });
    this.client = client;
    try {
      await client.connect();
      // What nobody waits for any more is not to go on waiting for a lock.
      await client.query(`SET statement_timeout = ${String(LOOK_MS)}`);
    } catch (error) {
      await this.close();
      throw error;
    }
    return client;
  }
}
