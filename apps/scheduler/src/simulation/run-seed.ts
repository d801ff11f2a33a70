import type { Design } from './design.js';
import { judge, type Violation } from './oracle.js';
import { LONGEST_MS, Weather } from './weather.js';
import { World } from './world.js';

/** What came of one seed. */
export interface SeedReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How many messages providers took. */
  readonly accepted: number;
  /** How many messages say that they may have been taken twice, or not at all. */
  readonly flagged: number;
}

/** Runs one world to its end and judges it. The same seed and design always come to the same. */
export function runSeed(seed: number, design: Design): SeedReport {
  return report(seed, new World(seed, design));
}

/** Runs one world as {@link runSeed} does, and tells what happens: when, by the database's clock, and what. */
export function replaySeed(seed: number, design: Design, tell: (at: Date, happening: string) => void): SeedReport {
  const world: World = new World(seed, design, (happening) => tell(new Date(world.now), happening));
  return report(seed, world);
}

function report(seed: number, world: World): SeedReport {
  new Weather(world).brew();
  world.timeline.runUntil(LONGEST_MS);
  const flagged = world.ledger.messages.filter(({ state, resent }) => resent || state === 'UNCONFIRMED').length;
  return { seed, violations: judge(world), accepted: world.sinks.accepted.length, flagged };
}
