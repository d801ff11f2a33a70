import type { Network } from './network.js';
import type { Routine, Wait } from './routine.js';
import type { Timeline } from './timeline.js';

interface NodeParts {
  readonly timeline: Timeline;
  readonly network: Network;
  /** What the process does from its start on, each beside the others. */
  readonly routines: () => readonly (() => Routine)[];
}

/** A process: its routines run until it is killed, and stand still while it is stopped. */
export class Node {
  /** Counts its lives: what belongs to an earlier one never goes on. */
  private life = 0;
  private isAlive = false;
  private stoppedUntil = 0;
  private readonly resting = new Map<string, () => void>();

  constructor(private readonly parts: NodeParts) {}

  start(): void {
    if (this.isAlive) return;
    this.isAlive = true;
    this.life += 1;
    for (const routine of this.parts.routines()) this.go(routine(), this.life, {});
  }

  /** As `kill -9` does: no routine goes on, and what is on its way arrives, or does not. */
  kill(): void {
    this.isAlive = false;
    this.resting.clear();
  }

  /** As SIGSTOP does, until SIGCONT: whatever arrives meanwhile is noticed then. */
  stopFor(milliseconds: number): void {
    this.stoppedUntil = Math.max(this.stoppedUntil, this.parts.timeline.now + milliseconds);
  }

  /** Ends a rest of this name. */
  wake(name: string): void {
    this.resting.get(name)?.();
  }

  private go(routine: Routine, life: number, reply: { readonly value?: unknown; readonly error?: Error }): void {
    if (!this.isAlive || life !== this.life) return;
    const { timeline } = this.parts;
    if (timeline.now < this.stoppedUntil) {
      timeline.after(this.stoppedUntil - timeline.now, () => this.go(routine, life, reply));
      return;
    }
    const { done, value } = reply.error ? routine.throw(reply.error) : routine.next(reply.value);
    if (done !== true) this.waitFor(value, (answer) => this.go(routine, life, answer));
  }

  private waitFor(wait: Wait, goOn: (reply: { readonly value?: unknown; readonly error?: Error }) => void): void {
    const { timeline, network } = this.parts;
    if (wait.kind === 'call') {
      network.carry(wait, { caller: this, isSent: () => this.isAlive, answer: goOn });
      return;
    }
    const { milliseconds, name } = wait;
    if (name === undefined) {
      timeline.after(milliseconds, () => goOn({}));
      return;
    }
    const wake = () => {
      callOff();
      this.resting.delete(name);
      timeline.after(0, () => goOn({}));
    };
    const callOff = timeline.after(milliseconds, wake);
    this.resting.set(name, wake);
  }
}
