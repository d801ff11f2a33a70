// Breaks only-the-kernel-computes-dates
import { Temporal } from 'temporal-polyfill';

export const today = Temporal.Now.plainDateISO();
