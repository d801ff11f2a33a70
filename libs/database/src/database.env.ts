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

/**
 * The URL with the password in it, wherever the password was given, and with `settings` (`-c name=value …`) for every session.
 * What the URL itself asks for is kept, and overruled where both name the same setting.
 */
export function databaseUrl({ DATABASE_URL, DATABASE_PASSWORD }: DatabaseEnv, settings = ''): string {
  const url = new URL(DATABASE_URL);
  if (DATABASE_PASSWORD !== undefined) url.password = encodeURIComponent(DATABASE_PASSWORD);
  if (settings !== '') url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} ${settings}`.trim());
  return url.href;
}
