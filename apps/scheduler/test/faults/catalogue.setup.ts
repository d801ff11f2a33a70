import type { Fault } from './fault.setup.js';
import { postgresFaults } from './postgres.setup.js';
import { processFaults } from './processes.setup.js';
import { providerFaults } from './providers.setup.js';
import { redisFaults } from './redis.setup.js';
import { streamFaults } from './stream.setup.js';

/** What is injected into real processes, one after the other. */
export const catalogue: readonly Fault[] = [
  ...processFaults,
  ...redisFaults,
  ...postgresFaults,
  ...providerFaults,
  ...streamFaults,
].sort((one, other) => one.number - other.number);
