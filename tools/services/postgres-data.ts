import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { postgresBinaries } from './postgres-binaries.js';
import { type RunAs } from './unprivileged.js';

/** A cluster's data folder to be made, the password of its superuser `curfew`, and a file descriptor for what is said. */
export interface ClusterData {
  readonly folder: string;
  readonly password: string;
  readonly log: number;
}

/**
 * Makes the data of a new cluster, under another name first: what was interrupted is never taken for a whole one. Throws a
 * sentence when it can't.
 */
export async function makeData({ folder, password, log }: ClusterData, runAs: RunAs): Promise<void> {
  const partial = `${folder}.new`;
  const passwordFile = `${partial}.password`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [partial, passwordFile]) if (runAs.uid !== undefined) chownSync(path, runAs.uid, runAs.gid ?? runAs.uid);
  const complaint = await initdb({ folder: partial, passwordFile, log }, runAs);
  rmSync(passwordFile);
  if (complaint !== undefined) throw new Error(`Postgres could not make its data folder ${folder}: ${complaint}.`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}

/**
 * What Postgres is told its data folder is, when it is started in it. The user it runs as may not be allowed to walk there (a
 * checkout in root's home): it is put there, and names the folder by where it stands. Only root runs it as another user, and
 * there only on Linux.
 */
export function namedBy(folder: string, runAs: RunAs): string {
  return runAs.uid === undefined ? folder : '/proc/self/cwd';
}

/** Answers what it complains of, if it failed. The password comes by standard input: it can't open a file it can't walk to. */
async function initdb(
  { folder, passwordFile, log }: { readonly folder: string; readonly passwordFile: string; readonly log: number },
  runAs: RunAs,
): Promise<string | undefined> {
  const standardInput = openSync(passwordFile, 'r');
  const child = spawn(
    postgresBinaries(runAs).initdb,
    [
      `--pgdata=${namedBy(folder, runAs)}`,
      ...['--username=curfew', '--auth=scram-sha-256', '--pwfile=/dev/stdin'],
      // The same on every system, whatever LANG says.
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ],
    { ...runAs, cwd: folder, env: {}, stdio: [standardInput, log, 'pipe'] },
  );
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const [code] = (await once(child, 'close')) as [number | null];
  closeSync(standardInput);
  return code === 0 ? undefined : complaint.trim() || `initdb ended with ${String(code)}`;
}
