import { isPassing } from '#libs/kernel';

/** From a fifth of a second to five minutes, and nearly an hour in all: by then an unknown error may be gone, or mended. */
const RETRY_PAUSES_MS = Array.from({ length: 21 }, (_, index) => Math.min(doubled(index), 300_000));

/** While a failure that passes by itself lasts: it may be over at any moment. */
const LONGEST_PASSING_PAUSE_MS = 30_000;

/** How long to wait after each failure of one event. */
export class Patience {
  /** How many failures were not of the kind that passes by itself. */
  ownFailures = 0;
  private passingInARow = 0;

  constructor(private readonly retryPausesMs: readonly number[] = RETRY_PAUSES_MS) {}

  /** The pause after this failure in milliseconds; `undefined` if it is at an end, which no failure that passes can bring about. */
  after(error: unknown): number | undefined {
    if (isPassing(error)) {
      this.passingInARow += 1;
      return Math.min(doubled(this.passingInARow - 1), LONGEST_PASSING_PAUSE_MS);
    }
    this.passingInARow = 0;
    this.ownFailures += 1;
    return this.retryPausesMs[this.ownFailures - 1];
  }
}

/** A fifth of a second, doubled so many times. */
function doubled(times: number): number {
  return 200 * 2 ** times;
}
