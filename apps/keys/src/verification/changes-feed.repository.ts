import { dataSourceOptions, type DatabaseEnv } from '#libs/database';
import pg from 'pg';
import { keysSchema } from '../keys-schema.js';
import type { Horizon } from './horizon-watch.js';

/** What has been committed to `keys.changes` since an earlier look. */
export interface ChangesSeen extends Horizon {
  /** Which transactions this look can have seen, as Postgres writes it: what the next one begins from. */
  readonly snapshot: string;
  /** The database's own time. */
  readonly at: Date;
  /** What changed, each named once. */
  readonly subjects: readonly string[];
}

/** How long a look may take, in milliseconds; one that takes longer would be too old when it comes. */
const LOOK_MS = 1_000;

const PRUNED_AT_ONCE = 5_000;

/** The transactions that were open at the snapshot $1, and had begun to write. */
const OPEN_THEN = 'ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot))';

const LOOK = `
  SELECT pg_current_snapshot()::text AS snapshot, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
         pg_snapshot_xmin(pg_current_snapshot()) < pg_snapshot_xmax(pg_current_snapshot()) AS "isHeld", clock_timestamp() AS at,
         (SELECT coalesce(json_agg(DISTINCT subject), '[]') FROM (
            SELECT subject FROM keys.changes WHERE xid >= pg_snapshot_xmax($1::pg_snapshot)
            UNION ALL
            SELECT subject FROM keys.changes WHERE xid = ANY(${OPEN_THEN})) news) AS subjects`;

const PRUNE = `
  WITH old AS (SELECT id FROM keys.changes WHERE xid < pg_snapshot_xmax($1::pg_snapshot) AND xid <> ALL(${OPEN_THEN})
               ORDER BY xid LIMIT ${String(PRUNED_AT_ONCE)}),
       gone AS (DELETE FROM keys.changes USING old WHERE changes.id = old.id RETURNING 1)
  SELECT count(*)::int AS count FROM gone`;

/**
 * Reads `keys.changes` over a connection of its own: it does not queue behind requests, or else much traffic would keep the
 * cache from being fresh, and every request would have to ask the database on top.
 */
export class ChangesFeed {
  private client: pg.Client | undefined;

  constructor(private readonly env: DatabaseEnv) {}

  /**
   * The changes that no look with this snapshot can have seen, and none without one: those of transactions that were open
   * then, and of all that came later. What was seen is not read again, however long a transaction stays open.
   */
  async since(snapshot: string | undefined): Promise<ChangesSeen> {
    const [row] = await this.ask<Omit<ChangesSeen, 'horizon'> & { horizon: string }>(LOOK, snapshot ?? null);
    if (!row) throw new Error('A look at the changes was not answered.');
    return { ...row, horizon: BigInt(row.horizon) };
  }

  /** Who has the transaction open; `undefined` once nobody has. A prepared one belongs to no process (`null`). */
  async holder(horizon: bigint): Promise<{ readonly pid: number | null } | undefined> {
    const sql = `
      SELECT pid FROM pg_locks
      WHERE locktype = 'transactionid' AND transactionid = $1::xid8::xid AND mode = 'ExclusiveLock' AND granted`;
    const [holder] = await this.ask<{ pid: number | null }>(sql, horizon.toString());
    return holder;
  }

  /**
   * Removes changes that a look with this snapshot had seen, or could have, so many at most that it is quick. Whether there were
   * more than it took.
   */
  async prune(before: string): Promise<boolean> {
    const [row] = await this.ask<{ count: number }>(PRUNE, before);
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
