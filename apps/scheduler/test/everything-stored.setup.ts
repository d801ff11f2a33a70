import type { System } from './system.setup.js';

/** All that Curfew keeps or sends, as text, by place. */
export async function everythingStored(of: System): Promise<Map<string, string>> {
  return new Map([
    ['the database', await databaseText(of)],
    ['Redis', await of.redis.text()],
    ['the messages', JSON.stringify(await of.inbox.containing(''))],
    ['the log', of.logs()],
  ]);
}

/** Every row of every table, the hashes as they are: bytes in hexadecimal, and as text. */
async function databaseText(of: System): Promise<string> {
  const tables = await of.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('keys', 'scheduler')`,
  );
  const rows = await Promise.all(tables.map(({ name }) => of.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)));
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}
