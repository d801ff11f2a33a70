/** How many milliseconds have passed since it was started. */
export type Elapsed = () => number;

/** Starts to measure. */
export type Stopwatch = () => Elapsed;

interface Clocks {
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
  /** Milliseconds since 1970, as the machine has it. */
  readonly wall: () => number;
}

/**
 * Measures by two clocks, and believes the one that says more: the monotonic clock of a machine stands still while it is
 * suspended, and the other may be set, back too.
 */
export function stopwatchOf({ monotonic, wall }: Clocks): Stopwatch {
  return () => {
    const began = { monotonic: monotonic(), wall: wall() };
    return () => Math.max(monotonic() - began.monotonic, Math.abs(wall() - began.wall));
  };
}

/** Measures by the machine's own clocks. */
export const stopwatch = stopwatchOf({ monotonic: () => performance.now(), wall: () => Date.now() });
