import type { VerifiedCredential } from '../asking/verification.js';

/** With which credential a request was let in, and to what. */
interface Pass {
  readonly credential: VerifiedCredential;
  /** The handler of the route it was let in to; what it may do elsewhere was not asked. */
  readonly route: object;
}

/** Kept beside the requests, not on them: no code that is handed a request can make itself a pass. */
const passes = new WeakMap<object, Pass>();

/** Notes that a request was let in. */
export function letIn(request: object, pass: Pass): void {
  passes.set(request, pass);
}

/** The pass of a request; `undefined` if it was not let in by a guard. */
export function passOf(request: object): Pass | undefined {
  return passes.get(request);
}
