// Breaks test-helpers-stay-in-tests
import { setup } from '../test/streams.setup.js';

export const rehearsing = setup;
