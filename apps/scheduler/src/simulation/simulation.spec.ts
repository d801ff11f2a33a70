import { describe, expect, it } from '@jest/globals';
import { curfew, mutants, replaySeed, runSeed, type Design } from './index.js';

/** `npm run simulate` runs as many as one likes. */
const SEEDS = Array.from({ length: 200 }, (_, place) => place + 1);

/** The first of these seeds in which a promise is broken. */
function firstBroken(design: Design, seeds: readonly number[]): number | undefined {
  return seeds.find((seed) => runSeed(seed, design).violations.length > 0);
}

describe('the delivery core, with everything going wrong that may', () => {
  it('loses nothing, and sends nothing twice, early, or that is no longer true', () => {
    const broken = SEEDS.map((seed) => runSeed(seed, curfew)).filter(({ violations }) => violations.length > 0);
    expect(broken).toEqual([]);
  }, 300_000);

  it('is worth simulating: messages go out, and some answers are lost for good', () => {
    const reports = SEEDS.slice(0, 40).map((seed) => runSeed(seed, curfew));
    expect(reports.every(({ accepted }) => accepted > 0)).toBe(true);
    expect(reports.some(({ flagged }) => flagged > 0)).toBe(true);
  }, 60_000);

  it('comes to the same for the same seed, and tells how', () => {
    const [happenings, again]: [string[], string[]] = [[], []];
    const report = replaySeed(3, curfew, (at, what) => happenings.push(`${at.toISOString()} ${what}`));
    replaySeed(3, curfew, (at, what) => again.push(`${at.toISOString()} ${what}`));
    expect(again).toEqual(happenings);
    expect(runSeed(3, curfew)).toEqual(report);
    expect(happenings.some((line) => line.includes('answered'))).toBe(true);
  });
});

describe('a design that lacks one thing', () => {
  it.each(Object.keys(mutants))(
    '%s: is caught',
    (name) => {
      const seeds = known[name] ?? [];
      expect(firstBroken(mutants[name] ?? curfew, seeds)).toBe(seeds[0]);
      // What breaks it does not break Curfew.
      expect(firstBroken(curfew, seeds)).toBeUndefined();
    },
    60_000,
  );
});

/** Seeds that catch each of them, found by `npm run simulate -- --design <name>`. */
const known: Readonly<Record<string, readonly number[]>> = {
  'no-fence': [6, 27, 28],
  'no-sweep': [6, 9, 10],
  'no-version-check': [6, 7, 19],
  'no-look-before-resend': [1, 4, 5],
  'no-last-question': [55, 171],
  'mark-before-send': [1, 2],
  'send-before-mark': [1, 2],
  'worker-clock': [10, 18, 20],
  'plans-twice': [2, 6, 8],
};
