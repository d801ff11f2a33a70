import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { end, isRunning } from '../processes/child.js';
import { Part, type PartPlan } from './part.js';

/** Processes that are kept running, started stage by stage and ended in the opposite order. */
export class Stack {
  private readonly stages: Part[][] = [];
  private task: ChildProcess | undefined;
  private stopped = false;

  constructor(private readonly say: (sentence: string) => void) {}

  /** Starts the parts of a stage together and waits until all work. Fails with a sentence when one can't. */
  async add(plans: readonly PartPlan[]): Promise<void> {
    this.refuseWhenStopped();
    const stage = plans.map((plan) => new Part(plan, this.say));
    this.stages.push(stage);
    await Promise.all(stage.map((part) => part.start()));
  }

  /** Runs a process that ends by itself. Fails when it doesn't end well. */
  async finish(name: string, spawn: () => ChildProcess): Promise<void> {
    this.refuseWhenStopped();
    this.task = spawn();
    if (isRunning(this.task)) await once(this.task, 'close');
    if (this.task.exitCode !== 0) throw new Error(`${name} failed.`);
  }

  /** Ends everything in order; answers when nothing is left. Safe in the middle of a start, which then fails. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.task) await end(this.task, 'SIGTERM');
    for (const stage of [...this.stages].reverse()) await Promise.all(stage.map((part) => part.stop()));
  }

  /** Makes a `stop()` that is under way a quick one. */
  hurry(): void {
    for (const part of this.stages.flat()) part.hurry();
  }

  private refuseWhenStopped(): void {
    if (this.stopped) throw new Error('The stack was stopped while it was starting.');
  }
}
