import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { isPassing } from '#libs/kernel';
import { Log, type LogFields } from '#libs/observability';

/** How soon an outcome is written again after the database did not take it. */
const AGAIN_MS = 250;

/** While the process ends, the database may be away for so long before an outcome is given up. */
const LAST_CHANCE_MS = 3_000;

/** Writes outcomes until they are taken: what a provider has answered is not forgotten because the database is away for a moment. */
@Injectable()
export class Insistence implements BeforeApplicationShutdown {
  private readonly hopeless = new AbortController();

  constructor(private readonly log: Log) {}

  beforeApplicationShutdown(): void {
    setTimeout(() => {
      this.hopeless.abort();
    }, LAST_CHANCE_MS).unref();
  }

  /**
   * What `write` resolves with, once the database takes it. Rejects for any other failure, and when the process ends first.
   * `fields` say in the log whose outcome waits.
   */
  async write<T>(write: () => Promise<T>, fields: LogFields): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await write();
      } catch (error) {
        if (!isPassing(error) || this.hopeless.signal.aborted) throw error;
        if (attempt === 1) this.log.error('An outcome could not be written; trying again', error, fields);
      }
      await pause(AGAIN_MS, undefined, { signal: this.hopeless.signal }).catch(() => undefined);
    }
  }
}
