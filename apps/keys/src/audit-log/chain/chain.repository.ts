import { rows, type Transaction } from '#libs/database';
import type { ChainedEntry, Head } from './chained-entry.js';

/** Reads whole chains, whatever the workspace. */
export class ChainRepository {
  /** Everything that is read from here on in this transaction is of one moment. Has to be its first statement. */
  async holdStill(tx: Transaction): Promise<void> {
    await rows(tx, { sql: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY' });
  }

  heads(tx: Transaction): Promise<Head[]> {
    const sql = `
      SELECT workspace_id AS "workspaceId", sequence::text, encode(hash, 'hex') AS hash FROM keys.audit_heads
      ORDER BY workspace_id`;
    return rows(tx, { sql });
  }

  /** How many entries there are, also those that no chain leads to. */
  async count(tx: Transaction): Promise<number> {
    const [answer] = await rows<{ total: number }>(tx, { sql: 'SELECT count(*)::float8 AS total FROM keys.audit_entries' });
    return answer?.total ?? 0;
  }

  /** All entries, each chain from its first to its last, so many at a time. */
  async *entries(tx: Transaction, batchSize: number): AsyncGenerator<readonly ChainedEntry[], void, undefined> {
    let batch: ChainedEntry[];
    let last: Pick<ChainedEntry, 'workspaceId' | 'sequence' | 'id'> = BEFORE_ALL;
    do {
      const { workspaceId, sequence, id } = last;
      batch = await rows<ChainedEntry>(tx, { sql: AFTER, parameters: [workspaceId, sequence, id, batchSize] });
      if (batch.length > 0) yield batch;
      last = batch.at(-1) ?? last;
    } while (batch.length === batchSize);
  }
}

/** The least there can be of each. */
const BEFORE_ALL = { workspaceId: '', sequence: String(-(2n ** 63n)), id: String(-(2n ** 63n)) };

// By id too: where the table was broken, two entries may have one place.
const AFTER = `
  SELECT workspace_id AS "workspaceId", sequence::text, id::text, action, object_type AS "objectType",
         object_identifier AS "objectIdentifier", actor_type AS "actorType", actor_credential AS "actorCredential",
         actor_email AS "actorEmail", ip_address AS "ipAddress", request_id AS "requestId",
         (extract(epoch FROM at) * 1000000)::bigint::text AS "atMicroseconds",
         encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash
  FROM keys.audit_entries e
  WHERE (e.workspace_id, e.sequence, e.id) > ($1, $2::bigint, $3::bigint) AND e.sequence IS NOT NULL
  ORDER BY e.workspace_id, e.sequence, e.id LIMIT $4`;
