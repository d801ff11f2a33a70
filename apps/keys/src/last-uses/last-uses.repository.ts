import { rows, type Transaction } from '#libs/database';
import type { LastUse } from './last-use.js';

/** The rows of `keys.last_uses`. */
export class LastUsesRepository {
  /**
   * Stores uses by the id of the credential. The newest wins, whichever node saw it; one less than a minute newer than what is
   * stored changes nothing.
   */
  async store(tx: Transaction, uses: ReadonlyMap<string, LastUse>): Promise<void> {
    // In one order on every node, so that none waits for a row while another waits for it.
    const sql = `
      INSERT INTO keys.last_uses AS stored (credential_id, used_at, address, user_agent)
      SELECT used.id, used.at, used.address, used."userAgent"
      FROM jsonb_to_recordset($1::jsonb) AS used (id text, at timestamptz, address text, "userAgent" text) ORDER BY used.id
      ON CONFLICT (credential_id) DO UPDATE
        SET used_at = excluded.used_at, address = excluded.address, user_agent = excluded.user_agent
        WHERE excluded.used_at >= stored.used_at + interval '1 minute'`;
    const list = [...uses].map(([id, use]) => ({ id, ...use }));
    await rows(tx, { sql, parameters: [JSON.stringify(list)] });
  }

  /** The last uses of these credentials; one that was never used is missing. */
  async find(tx: Transaction, ids: readonly string[]): Promise<Map<string, LastUse>> {
    const sql = `
      SELECT credential_id AS id, used_at AS at, address, user_agent AS "userAgent"
      FROM keys.last_uses WHERE credential_id = ANY($1)`;
    const found = await rows<LastUse & { id: string }>(tx, { sql, parameters: [ids] });
    return new Map(found.map(({ id, ...use }) => [id, use]));
  }
}
