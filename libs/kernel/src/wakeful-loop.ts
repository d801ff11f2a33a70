/** Timers count in 32 bits: one set for longer fires at once. */
const LONGEST_REST_MS = 2 ** 31 - 1;

interface WakefulLoopOptions {
  /** One turn. Answers for how many milliseconds the loop may rest unless woken (24 days at most); 0 for another at once. */
  readonly turn: () => Promise<number>;
  /** Told of a turn that failed. Answers for how many milliseconds to rest; a wake-up does not cut that rest short. */
  readonly onFailure: (error: unknown) => number;
}

/**
 * Does the same work again and again, one turn at a time: when its rest is over, or at once when woken. A wake-up during a
 * turn causes one more turn, so nothing that happened meanwhile is missed.
 */
export class WakefulLoop {
  private running: Promise<void> | undefined;
  private stopped = false;
  private woken = false;
  private interrupt: (() => void) | undefined;

  constructor(private readonly options: WakefulLoopOptions) {}

  /** Begins with a turn at once. */
  start(): void {
    this.running ??= this.run();
  }

  /** Asks for a turn now, or for one more if a turn is going on. */
  wake(): void {
    this.woken = true;
    this.interrupt?.();
  }

  /** Lets the current turn finish and starts no other. Resolves when that is so. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.interrupt?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.woken = false;
      try {
        await this.rest(await this.options.turn());
      } catch (error) {
        await this.rest(this.options.onFailure(error), { deaf: true });
      }
    }
  }

  private async rest(milliseconds: number, { deaf = false } = {}): Promise<void> {
    if (this.stopped || milliseconds <= 0 || (this.woken && !deaf)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(milliseconds, LONGEST_REST_MS));
      this.interrupt = () => {
        if (deaf && !this.stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.interrupt = undefined;
  }
}
