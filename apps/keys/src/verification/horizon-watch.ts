import type { Elapsed, Stopwatch } from './stopwatch.js';

/** For how long a transaction may hold back the horizon before somebody should know, in milliseconds. */
const PATIENCE_MS = 60_000;

/** After how long they are told again, in milliseconds. */
const AGAIN_MS = 10 * 60_000;

/** The oldest transaction that was still open, and whether later ones have ended before it. */
export interface Horizon {
  readonly horizon: bigint;
  readonly isHeld: boolean;
}

/** Watches for one transaction that stays open while others come and go. */
export class HorizonWatch {
  private held: { readonly horizon: bigint; readonly elapsed: Elapsed } | undefined;
  private told: Elapsed = () => Infinity;

  constructor(private readonly stopwatch: Stopwatch) {}

  /** For how long the same transaction has been seen to hold back the horizon, in milliseconds; 0 for none. */
  heldMs(): number {
    return this.held?.elapsed() ?? 0;
  }

  /** Takes in what was seen. Answers whether somebody is to be told of it now. */
  note({ horizon, isHeld }: Horizon): boolean {
    if (!isHeld) this.held = undefined;
    else if (this.held?.horizon !== horizon) this.held = { horizon, elapsed: this.stopwatch() };
    if (this.heldMs() < PATIENCE_MS || this.told() < AGAIN_MS) return false;
    this.told = this.stopwatch();
    return true;
  }
}
