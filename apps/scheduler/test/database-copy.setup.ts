import { Client } from 'pg';

/** A copy of a database as it was at one moment. */
export interface DatabaseCopy {
  /** Puts the copy in the place of the database, ending whatever connections are left. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

/** Copies a database whole, cutting its connections for a moment: as a backup of that moment would. */
export async function copyDatabase(url: string): Promise<DatabaseCopy> {
  const name = new URL(url).pathname.slice(1);
  const copy = `${name}_copy`;
  await administer(url, [
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    `CREATE DATABASE ${copy} TEMPLATE ${name}`,
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`,
  ]);
  return {
    restore: () => administer(url, [`DROP DATABASE ${name} WITH (FORCE)`, `CREATE DATABASE ${name} TEMPLATE ${copy}`]),
    drop: () => administer(url, [`DROP DATABASE ${copy}`]),
  };
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
