import type { Transaction } from './transactions.js';

/** A statement with its parameters. */
interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

/**
 * The rows a statement answers. TypeORM answers `[rows, count]` for UPDATE and DELETE and plain rows for everything else;
 * here it is always the rows.
 */
export async function rows<Row>(tx: Transaction, { sql, parameters = [] }: Statement): Promise<Row[]> {
  const answer: unknown = await tx.query(sql, [...parameters]);
  if (!Array.isArray(answer)) return [];
  const list: unknown[] = answer;
  return (Array.isArray(list[0]) ? list[0] : list) as Row[];
}
