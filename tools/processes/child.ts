import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { poll } from './poll.js';

/** Whether the process has not ended yet. */
export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Asks the process to end by `signal`, forces it after `graceMs`, and answers when it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals, graceMs = 10_000): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const patience = new AbortController();
  const force = pause(graceMs, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await exited;
  patience.abort();
  await force;
}

/** Ends whatever is left of the group that a detached child leads: asks, and after five seconds forces. */
export async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  const isGone = () => Promise.resolve(!signalGroup(pid, 0));
  await poll(isGone, { what: 'the group ends', withinMs: 5000 }).catch(() => signalGroup(pid, 'SIGKILL'));
}

/** Whether there was anybody to receive it. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
