import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { backOffMs } from '../processes/back-off.js';
import { end, isRunning } from '../processes/child.js';
import { recordProcess } from '../processes/process-record.js';

/** One process of the stack: how it is started, known to work, and ended. */
export interface PartPlan {
  readonly name: string;
  readonly logFile: string;
  /** Where the running process is noted, so that a later start finds it should this one be killed. */
  readonly record: string;
  /** The signal that lets it finish what it is doing, and the one for when there is no time. */
  readonly stopSignal: NodeJS.Signals;
  readonly forceSignal: NodeJS.Signals;
  /** Starts the process as the leader of a group of its own, out of reach of the terminal's Ctrl-C. */
  spawn(): ChildProcess | Promise<ChildProcess>;
  /** Waits until it does its work; fails early when the process ends. */
  answers(child: ChildProcess): Promise<void>;
}

/** A part that was up this long before it ended has not failed to start. */
const STEADY_MS = 60_000;

/** Keeps one process of the stack running. STOPPED, then `start()`: RUNNING, again and again if it ends by itself; `stop()`: STOPPED for good. */
export class Part {
  private child: ChildProcess | undefined;
  private spawning: Promise<ChildProcess> | undefined;
  private supervision: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly plan: PartPlan,
    private readonly say: (sentence: string) => void,
  ) {}

  /** Starts it and waits until it works. Fails, and does not try again, when it ends before. */
  async start(): Promise<void> {
    try {
      await this.launch();
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)} Its log: ${this.plan.logFile}`, {
        cause: error,
      });
    }
    this.supervision = this.keepRunning();
  }

  /** Ends it in order, by force after 25 s, and answers when it is gone. Safe at any time, in the middle of a start too. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.spawning?.catch(() => undefined);
    if (this.child) await end(this.child, this.plan.stopSignal, 25_000);
    await this.supervision;
  }

  /** Makes a `stop()` that is under way a quick one. */
  hurry(): void {
    this.child?.kill(this.plan.forceSignal);
  }

  private async launch(): Promise<void> {
    this.stopping.signal.throwIfAborted();
    this.spawning = Promise.resolve(this.plan.spawn());
    const child = await this.spawning;
    // A process that can't be started says so by this event, and is then seen not to run.
    child.on('error', (error) => this.say(`${this.plan.name} can't be started: ${error.message}`));
    this.child = child;
    if (child.pid !== undefined) recordProcess(this.plan.record, child.pid);
    await this.plan.answers(child);
  }

  private async keepRunning(): Promise<void> {
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const child = this.child;
      if (child && isRunning(child)) await once(child, 'exit');
      if (this.stopping.signal.aborted) return;
      failures = performance.now() - since > STEADY_MS ? 1 : failures + 1;
      await this.startAgain(failures);
    }
  }

  private async startAgain(failures: number): Promise<void> {
    const { name, logFile } = this.plan;
    const wait = backOffMs(failures);
    this.say(`${name} ended by itself (${howItEnded(this.child)}); starting it again in ${wait / 1000} s. Its log: ${logFile}`);
    try {
      await pause(wait, undefined, { signal: this.stopping.signal });
      await this.launch();
      this.say(`${name} is back.`);
    } catch (error) {
      // When it is being stopped, nothing has failed. Otherwise a process that does not work is ended, and tried anew.
      if (this.stopping.signal.aborted) return;
      this.say(`${name} did not come back: ${error instanceof Error ? error.message : String(error)}`);
      if (this.child) await end(this.child, this.plan.stopSignal);
    }
  }
}

function howItEnded(child: ChildProcess | undefined): string {
  return child?.signalCode ?? `exit code ${child?.exitCode ?? 'unknown'}`;
}
