import { createHash } from 'node:crypto';
import type { ChainedEntry } from './chained-entry.js';

/** Begins what is hashed. When fields are added, entries that are there keep the hash of their version. */
const VERSION = 'curfew.audit.1';

/**
 * The hash that an entry should have, in hexadecimal: SHA-256 over its columns and the hash before it. `keys.audit_hash` in the
 * database does the same; here it is computed without asking the database, which is what is being checked.
 *
 * Each field is written as a netstring (its length in bytes, a colon, itself, a comma) and null as `-,`, so that no two entries
 * are written alike.
 */
export function entryHash(entry: ChainedEntry): string {
  const place = [VERSION, entry.previousHash, entry.workspaceId, entry.sequence, entry.id];
  const what = [entry.action, entry.objectType, entry.objectIdentifier];
  const who = [entry.actorType, entry.actorCredential, entry.actorEmail, entry.ipAddress, entry.requestId];
  const written = [...place, ...what, ...who, entry.atMicroseconds].map(netstring).join('');
  return createHash('sha256').update(written).digest('hex');
}

function netstring(field: string | null): string {
  return field === null ? '-,' : `${String(Buffer.byteLength(field))}:${field},`;
}
