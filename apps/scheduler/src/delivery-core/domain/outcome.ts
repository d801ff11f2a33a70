/**
 * What a provider call came to. `accepted`: the provider has it. `refused`: never, for this recipient. `later`: certainly not
 * accepted, may be if tried again. `misconfigured`: certainly not accepted, and nothing will be until somebody puts our own
 * settings right. `unknown`: the answer was lost after the message may have been taken.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerRef: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterSeconds?: number }
  | { readonly kind: 'misconfigured'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What is found of a lost message. `absent`: it was certainly never accepted. */
export type Trace = 'accepted' | 'absent' | 'unknown';
