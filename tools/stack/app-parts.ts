import { type ChildProcess } from 'node:child_process';
import { isRunning } from '../processes/child.js';
import { poll } from '../processes/poll.js';
import { type Home } from './home.js';
import { spawnNode } from './node-process.js';
import { type PartPlan } from './part.js';
import { place } from './service-parts.js';

/** One of Curfew's own processes. */
export interface App {
  readonly name: 'keys' | 'scheduler' | 'sandbox';
  /** Answers 200 when the process does its work. */
  readonly healthUrl: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One of Curfew's own processes as a part of the stack. */
export function appPart(home: Home, { name, healthUrl, env }: App, say: (sentence: string) => void): PartPlan {
  const entry = `dist/apps/${name}/src/main.js`;
  return {
    ...place(home, name),
    stopSignal: 'SIGTERM',
    forceSignal: 'SIGKILL',
    spawn: () => spawnNode({ entry, env, logFile: home.log(name), hear: (line) => say(`${name}: ${line}`) }),
    answers: (child) => becomesReady(name, healthUrl, child),
  };
}

async function becomesReady(name: string, healthUrl: string, child: ChildProcess): Promise<void> {
  const isReady = async () => (await fetch(healthUrl, { signal: AbortSignal.timeout(2000) })).ok;
  await poll(isReady, {
    what: `${name} is ready (${healthUrl})`,
    withinMs: 60_000,
    giveUp: () => {
      if (!isRunning(child)) throw new Error(`${name} ended while it was starting.`);
    },
  });
}
