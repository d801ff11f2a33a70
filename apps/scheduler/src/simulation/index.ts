export { curfew, mutants, type Design } from './design.js';
export { replaySeed, runSeed, type SeedReport } from './run-seed.js';
