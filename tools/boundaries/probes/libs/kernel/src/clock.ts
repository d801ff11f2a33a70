import { randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';

export const now = Temporal.Now.instant();
export const salt = randomBytes(8);
