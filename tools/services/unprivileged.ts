import { execFileSync, spawnSync } from 'node:child_process';

/** Whom a child process runs as: empty means "as ourselves". */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** Postgres refuses to run as root. Root lends it the account that every system has for this; anyone else keeps their own. */
export function unprivileged(): RunAs {
  if (process.getuid?.() !== 0) return {};
  return { uid: numberOf('-u'), gid: numberOf('-g') };
}

/** Whether that user may run the file; a folder above it that only we may enter is enough to forbid it. */
export function mayRun(file: string, as: RunAs): boolean {
  return spawnSync('test', ['-x', file], as).status === 0;
}

function numberOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
}
