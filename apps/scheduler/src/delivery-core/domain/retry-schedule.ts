const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds to wait after the first, second, … attempt that did not get through. */
const STEPS: readonly number[] = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 1 * HOUR, 4 * HOUR];

/** Seconds to wait after every later one. */
const LAST_STEP = 6 * HOUR;

/** Waits are spread by up to a tenth, so that what failed together does not come back together. */
const JITTER = 0.1;

/**
 * Seconds until the next try after `attempts` of them: 1 m, 5 m, 15 m, 1 h, 4 h, then every 6 h.
 *
 * @param random - a number in [0, 1) that decides the jitter
 */
export function retryAfter(attempts: number, random: number): number {
  const step = STEPS[attempts - 1] ?? LAST_STEP;
  return Math.round(step * (1 + JITTER * random));
}
