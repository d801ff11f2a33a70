import { rows } from './rows.js';
import type { Transaction } from './transactions.js';

/** A table whose rows have an id and a version. Its names become SQL: they are constants, and never input. */
export interface VersionedTable {
  readonly table: string;
  /** The column of the id. */
  readonly id: string;
  /** How the ids begin that are meant; a table may hold others. */
  readonly prefix: string;
}

/** A page of rows in the order of their ids, byte by byte: the same on every database, whatever its locale. */
export interface VersionPage {
  /** The last id of the page before; empty: from the beginning. */
  readonly after: string;
  readonly limit: number;
}

/** What is compared of a row. */
export interface Version {
  readonly id: string;
  readonly version: number;
}

/** What a page comes to; of two pages that hold the same ids and versions it is the same. */
interface VersionDigest {
  readonly count: number;
  /** The last id; `null` for a page that is empty. */
  readonly last: string | null;
  /** SHA-256, in hexadecimal, of `id:version` of every row, joined by commas. */
  readonly digest: string;
}

/** The digest of a page. By an index over (id COLLATE "C") INCLUDE (version) it need not read the rows. */
export async function digestOf(tx: Transaction, table: VersionedTable, page: VersionPage): Promise<VersionDigest> {
  const sql = `
    SELECT count(*)::int AS count, max(id COLLATE "C") AS last,
           encode(sha256(convert_to(coalesce(string_agg(id || ':' || version, ',' ORDER BY id COLLATE "C"), ''), 'UTF8')), 'hex')
             AS digest
    FROM (${pageOf(table)}) page`;
  const [digest] = await rows<VersionDigest>(tx, { sql, parameters: parametersOf(table, page) });
  if (!digest) throw new Error('The database did not answer a digest');
  return digest;
}

/** The ids and versions of a page, in order. */
export function versionsOf(tx: Transaction, table: VersionedTable, page: VersionPage): Promise<Version[]> {
  return rows(tx, { sql: pageOf(table), parameters: parametersOf(table, page) });
}

function pageOf({ table, id }: VersionedTable): string {
  return `
    SELECT ${id} AS id, version FROM ${table}
    WHERE ${id} COLLATE "C" > $1 AND ${id} COLLATE "C" < $2 ORDER BY ${id} COLLATE "C" LIMIT $3`;
}

/** A tilde comes after every digit and letter that an id may go on with. */
function parametersOf({ prefix }: VersionedTable, { after, limit }: VersionPage): unknown[] {
  return [after === '' ? prefix : after, `${prefix}~`, limit];
}
