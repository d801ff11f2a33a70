import type { ChannelName } from '../channels/index.js';

/** A service that is called over a network. */
export type ServiceName = 'database' | 'redis' | ChannelName;

/** What a routine waits for: each wait is a point at which its process may be killed or stopped. */
export type Wait =
  | { readonly kind: 'rest'; readonly milliseconds: number; readonly name?: string }
  | { readonly kind: 'call'; readonly service: ServiceName; readonly run: () => unknown };

/** What a process does, wait by wait. */
export type Routine<T = void> = Generator<Wait, T, unknown>;

/** The service could not be reached: certainly nothing was done. */
export class Away extends Error {}

/** The connection broke after the call had gone out: whether it was done is not known. */
export class LostReply extends Error {}

/** Waits, until woken by `name` if it has one. */
export function* rest(milliseconds: number, name?: string): Routine {
  yield { kind: 'rest', milliseconds, ...(name === undefined ? {} : { name }) };
}

/** Calls a service, where `run` is done at one instant. Throws {@link Away} or {@link LostReply}. */
export function* call<T>(service: ServiceName, run: () => T): Routine<T> {
  return (yield { kind: 'call', service, run }) as T;
}

/** Calls until there is an answer: what was done and not answered is done again. */
export function* insist<T>(service: ServiceName, run: () => T): Routine<T> {
  for (;;) {
    try {
      return yield* call(service, run);
    } catch {
      yield* rest(250);
    }
  }
}
