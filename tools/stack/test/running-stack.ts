import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRunning } from '../../processes/child.js';
import { poll } from '../../processes/poll.js';
import { freePort } from '../../processes/ports.js';
import { recordedProcess } from '../../processes/process-record.js';

/** A home and ports of its own, as the environment of the tools. */
export async function ownEnvironment(): Promise<Record<string, string>> {
  const env: Record<string, string> = { CURFEW_HOME: mkdtempSync(join(tmpdir(), 'curfew-home-')) };
  for (const name of ['KEYS', 'SCHEDULER', 'SANDBOX', 'SMTP', 'SLACK']) env[`${name}_PORT`] = String(await freePort());
  return env;
}

/** One of the tools, running as somebody would run it from a terminal. */
export class Tool {
  output = '';
  private readonly exited: Promise<number | NodeJS.Signals>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.exited = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  }

  /** Waits until it has said the text; fails, with everything it did say, when it ends before or takes too long. */
  async says(text: string, withinMs = 40_000): Promise<void> {
    const giveUp = () => {
      if (!isRunning(this.child)) throw new Error(`It ended without saying "${text}":\n${this.output}`);
    };
    const what = `"${text}" is said`;
    await poll(() => Promise.resolve(this.output.includes(text)), { what, withinMs, giveUp }).catch((error: unknown) => {
      // Its last words may be the awaited ones.
      if (!this.output.includes(text)) throw new Error(`${String(error)}\n${this.output}`);
    });
  }

  /** How it ended, after the signal if one is given. */
  async end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (signal) this.child.kill(signal);
    return this.exited;
  }
}

/** Runs `node tools/<name>.mjs` with the variables; Redis is the one that the whole test run uses. */
export function runTool(name: string, variables: Readonly<Record<string, string>>): Tool {
  const redis = dirname(process.env['CURFEW_TEST_REDIS_SERVER'] ?? '');
  const env = { PATH: `${redis}:${process.env['PATH'] ?? ''}`, ...variables };
  return new Tool(spawn(process.execPath, [`tools/${name}.mjs`], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** The processes of the stack in this home that run, by name. */
export function runningParts(home: string): Record<string, number> {
  const records = readdirSync(join(home, 'run')).filter((name) => !name.includes('.'));
  const pids = records.map((name) => [name, recordedProcess(join(home, 'run', name))] as const);
  return Object.fromEntries(pids.filter((pair): pair is [string, number] => pair[1] !== undefined));
}

/** Whether there is a process of that id. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
