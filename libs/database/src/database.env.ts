import { z } from 'zod';

/** Where Postgres is. Spread into a service's own environment schema. */
export const databaseEnv = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }),
  DATABASE_PASSWORD: z.string().optional(),
};

/** Where Postgres is. */
export interface DatabaseEnv {
  readonly DATABASE_URL: string;
  readonly DATABASE_PASSWORD?: string | undefined;
}

/** The URL with the password in it, wherever the password was given. */
export function databaseUrl({ DATABASE_URL, DATABASE_PASSWORD }: DatabaseEnv): string {
  if (DATABASE_PASSWORD === undefined) return DATABASE_URL;
  const url = new URL(DATABASE_URL);
  url.password = encodeURIComponent(DATABASE_PASSWORD);
  return url.href;
}
