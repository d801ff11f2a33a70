import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { readableLine } from './log-lines.js';

/** A program of ours: its entry point, its whole environment, its log, and who hears its warnings and errors. */
export interface NodeProgram {
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly logFile: string;
  readonly hear: (line: string) => void;
}

/** Starts it in a process group of its own. Every line it writes goes to the log file; warnings and errors are heard too. */
export function spawnNode({ entry, args = [], env, logFile, hear }: NodeProgram): ChildProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', entry, ...args], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      log.write(`${text}\n`);
      const readable = readableLine(text);
      if (readable !== undefined) hear(readable);
    });
  }
  // Its last lines may still be on their way when the process is gone.
  child.once('close', () => log.end());
  return child;
}
