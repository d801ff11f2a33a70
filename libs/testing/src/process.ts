import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { until } from './until.js';

// The first is where the role answers HTTP.
const PORTS = {
  keys: ['KEYS_PORT'],
  parcels: ['PARCELS_PORT'],
  scheduler: ['SCHEDULER_PORT'],
  sandbox: ['SANDBOX_PORT', 'SMTP_PORT', 'SLACK_PORT'],
} as const;

const EXAMPLES: readonly string[] = ['parcels'];

/** One of Curfew's processes or examples, as built by `npm test`, and the whole environment it gets besides its ports. */
export interface ProcessOptions {
  readonly role: keyof typeof PORTS;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the built process of a role. Of its port variables, those not given are set to free ports. */
export async function startProcess({ role, env }: ProcessOptions): Promise<TestProcess> {
  const entry = join(process.cwd(), 'dist', EXAMPLES.includes(role) ? 'examples' : 'apps', role, 'src/main.js');
  if (!existsSync(entry)) throw new Error(`The ${role} process has not been built: run npm test -- <path of the test>.`);
  const complete: Record<string, string> = { ...env };
  for (const name of PORTS[role]) complete[name] ??= String(await freePort());
  const child = spawn(process.execPath, ['--enable-source-maps', entry], { env: complete, stdio: ['ignore', 'pipe', 'pipe'] });
  return new TestProcess(role, complete, child);
}

/** A real process of Curfew's. End it with `kill()`. */
export class TestProcess {
  /** Where it answers HTTP, without a slash at the end. */
  readonly url: string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  private output = '';

  constructor(
    private readonly role: keyof typeof PORTS,
    /** Its complete environment, ports included. */
    readonly env: Readonly<Record<string, string>>,
    private readonly child: ChildProcess,
  ) {
    this.url = `http://127.0.0.1:${env[PORTS[role][0]] ?? ''}`;
    this.exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  /** Waits until `/health/ready` answers 200; fails at once, with the log, if the process ends instead. */
  async ready(): Promise<this> {
    const waiting = until(async () => this.hasEnded() || (await fetch(`${this.url}/health/ready`)).ok, {
      what: `the ${this.role} process becomes ready`,
      withinMs: 40_000,
    });
    await waiting.catch((error: unknown) => this.fail(String(error)));
    if (this.hasEnded()) this.fail(`The ${this.role} process ended before it was ready.`);
    return this;
  }

  /** Sends the signal (SIGTERM unless told) and answers how the process ended. */
  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    this.child.kill(signal);
    return this.exited;
  }

  /** Stops it in mid-step (SIGSTOP): its connections stay open, and it does nothing. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  /** Lets a frozen one go on. */
  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Everything it has written so far, both streams. */
  logs(): string {
    return this.output;
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** It is ended too: whoever waits for it in vain has nothing in hand to end it with. */
  private fail(sentence: string): never {
    this.child.kill('SIGKILL');
    throw new Error(`${sentence} It wrote:\n${this.output}`);
  }
}
