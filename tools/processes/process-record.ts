import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Notes in `file` that the process is ours, so that a later start can find it. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(`${file}.new`, recordOf(pid), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The id of the process noted in `file`, if that very process still runs. */
export function recordedProcess(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const pid = Number.parseInt(text, 10);
    return text === recordOf(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Makes this process the holder of `file`, or answers the id of the running process that holds it already. */
export function claim(file: string): number | undefined {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, recordOf(process.pid), { mode: 0o600 });
  try {
    while (!linked(mine, file)) {
      const holder = recordedProcess(file);
      if (holder !== undefined) return holder;
      setAside(file);
    }
    return undefined;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Linking is the one way to make a file that fails when somebody else was first and never shows it half written. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes away the claim of a process that has ended; gives it back if another process claimed it just now. */
function setAside(file: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (recordedProcess(aside) !== undefined) linked(aside, file);
  rmSync(aside, { force: true });
}

function recordOf(pid: number): string {
  return `${pid} ${startOf(pid)}\n`;
}

/** When the process started: its id alone may have been given to another one. Throws when there is no such process. */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  // The name, in brackets, may hold anything; behind it stand the state and, as the 20th field, the start in clock ticks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  if (fields[0] === 'Z') throw new Error('It has ended.');
  return `${boot} ${fields[19] ?? ''}`;
}
