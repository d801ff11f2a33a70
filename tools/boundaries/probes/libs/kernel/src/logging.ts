// Breaks kernel-imports-nothing
import { pino } from 'pino';

export const log = pino();
