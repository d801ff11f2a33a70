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

  /** How many entries have no place. The table does not allow that, as long as nobody breaks it. */
  async countStrays(tx: Transaction): Promise<number> {
    const sql = 'SELECT count(*)::float8 AS total FROM keys.audit_entries WHERE sequence IS NULL';
    const [answer] = await rows<{ total: number }>(tx, { sql });
    return answer?.total ?? 0;
  }

  /** All others, each chain from its first to its last, so many at a time. A cursor: one plan, and nothing is read twice. */
  async *entries(tx: Transaction, batchSize: number): AsyncGenerator<readonly ChainedEntry[], void, undefined> {
    await rows(tx, { sql: `DECLARE audit_chains NO SCROLL CURSOR FOR ${CHAINS}` });
    let batch: ChainedEntry[];
    do {
      batch = await rows<ChainedEntry>(tx, { sql: `FETCH ${String(batchSize)} FROM audit_chains` });
      if (batch.length > 0) yield batch;
    } while (batch.length === batchSize);
  }
}

// By id too: where the table was broken, two entries may have one place.
const CHAINS = `
  SELECT workspace_id AS "workspaceId", sequence::text, id::text, action, object_type AS "objectType",
         object_identifier AS "objectIdentifier", actor_type AS "actorType", actor_credential AS "actorCredential",
         actor_email AS "actorEmail", ip_address AS "ipAddress", request_id AS "requestId",
         (extract(epoch FROM at) * 1000000)::bigint::text AS "atMicroseconds",
         encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash
  FROM keys.audit_entries e WHERE e.sequence IS NOT NULL
  ORDER BY e.workspace_id, e.sequence, e.id`;
