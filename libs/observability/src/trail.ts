import { AsyncLocalStorage } from 'node:async_hooks';

/** The ids that follow one change through the system: from the request to the event to the message. */
export interface Trail {
  readonly requestId?: string;
  readonly eventId?: string;
}

const storage = new AsyncLocalStorage<Trail>();

/** The ids of what is being worked on right now; empty outside of any work. */
export function currentTrail(): Trail {
  return storage.getStore() ?? {};
}

/** Does `work` with these ids on every log line and event that comes of it. */
export function onTrail<T>(trail: Trail, work: () => T): T {
  return storage.run(trail, work);
}
