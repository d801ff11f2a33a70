// Breaks nobody-needs-an-example
import { parcels } from '../examples/parcels/src/parcels.js';

export const sent = parcels;
