import { Client } from 'pg';
import { until } from '#libs/testing';

/** A transaction that a test holds open, to stop others at the very statement where it wants them. */
export class Barrier {
  private constructor(private readonly client: Client) {}

  /** Opens the transaction as a superuser and locks what the statement says. */
  static async holding(databaseUrl: string, sql: string, ...parameters: readonly unknown[]): Promise<Barrier> {
    const client = new Client({ connectionString: databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query(sql, [...parameters]);
    return new Barrier(client);
  }

  /** Waits until a statement that contains a text waits for a lock. */
  async stops(statement: string): Promise<void> {
    const sql = `
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`;
    const stopped = async () => {
      // A transaction is shown the same activity again and again until it asks to see anew.
      await this.client.query('SELECT pg_stat_clear_snapshot()');
      return (await this.client.query(sql, [`%${statement}%`])).rows.length > 0;
    };
    await until(stopped, { what: `a statement with "${statement}" waits for a lock` });
  }

  /** Makes every statement fail that waits for a lock. */
  async cancels(): Promise<void> {
    await this.client.query('SELECT pg_stat_clear_snapshot()');
    await this.client.query(`
      SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  }

  /** Lets everybody go on. */
  async release(): Promise<void> {
    await this.client.query('COMMIT');
    await this.client.end();
  }
}
