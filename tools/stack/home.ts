import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Everything a stack keeps between starts, by its place in the stack's home. */
export class Home {
  constructor(readonly folder: string) {}

  /** Makes the folders that are always there. Only their owner may look into them. */
  open(): this {
    for (const folder of [this.folder, this.path('logs'), this.path('run')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    return this;
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** The log file of a part. */
  log(part: string): string {
    return this.path('logs', `${part}.log`);
  }

  /** Where the running process of a part is noted. */
  record(part: string): string {
    return this.path('run', part);
  }

  /** The secret of that name, made on first use and kept in a file of the same name for its owner alone. */
  secret(name: string, make: () => string = () => randomBytes(24).toString('base64url')): string {
    const file = this.path(name);
    if (!existsSync(file)) this.write(name, make());
    return readFileSync(file, 'utf8').trim();
  }

  /** Writes a file that its owner alone may read; nobody ever sees half of it. */
  write(name: string, text: string): void {
    writeFileSync(this.path(`${name}.new`), `${text}\n`, { mode: 0o600 });
    renameSync(this.path(`${name}.new`), this.path(name));
  }

  /**
   * Removes what the stack keeps here, and nothing else that may stand in the folder. A fetched Redis stays: it is no data.
   * Secrets that belong to a database of somebody's own stay with `keepSecrets`: without its pepper no key in it works again, and
   * without its encryption key no secret can be read.
   */
  forget({ keepSecrets }: { readonly keepSecrets: boolean }): void {
    for (const name of [...DATA, ...(keepSecrets ? [] : SECRETS)]) rmSync(this.path(name), { recursive: true, force: true });
  }
}

const DATA = [
  'database-url',
  'logs',
  'ports.json',
  'postgres',
  'postgres.new',
  'postgres.new.password',
  'postgres-password',
  'redis',
  'run',
] as const;
const SECRETS = ['admin-key', 'key-peppers', 'secret-encryption-keys', 'webhook-signing-key'] as const;

/** A path as somebody in the current folder would type it into a shell. */
export function typed(path: string): string {
  const near = relative(process.cwd(), path);
  const chosen = near.startsWith('..') ? path : near;
  return /^[\w./@:+-]+$/.test(chosen) ? chosen : `'${chosen.replaceAll("'", `'\\''`)}'`;
}
