import type { Log } from './log.js';

/** A process that was told to stop and hasn't after this time is ended, in milliseconds. */
const CLOSING_MS = 25_000;

/**
 * Starts a service and sees to its end: one that can't start says why and exits with 1, and so does one that was asked to stop
 * and still runs 25 s later. Closing itself is the service's own business.
 */
export async function runService(log: Log, start: () => Promise<void>): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => setTimeout(() => process.exit(1), CLOSING_MS).unref());
  }
  try {
    await start();
  } catch (error) {
    log.error('The service could not start', error);
    process.exit(1);
  }
}
