import type { SendOutcome } from '../../delivery-core/index.js';
import type { Answer } from './post-call.js';

const GONE = 410;

/** Statuses with which an endpoint may say when to come back. */
const BUSY = [429, 503];

const LONGEST_PAUSE_SECONDS = 3_600;

/** What the system calls a failure; what it says besides may name addresses. */
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** What a failure says of itself. */
interface Told {
  readonly code?: string;
  readonly message?: string;
}

const LONGEST_REASON = 300;

/** What an answer comes to: an endpoint says that it has a post with 2xx, and that it wants none ever again with 410. */
export function classifyAnswer({ status, retryAfter }: Answer, now: Date): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'accepted', providerRef: `HTTP ${String(status)}` };
  const reason = `the endpoint answered with HTTP status ${String(status)}`;
  if (status === GONE) return { kind: 'refused', reason: `${reason}: it is gone` };
  if (status >= 300 && status < 400) return { kind: 'later', reason: `${reason}: redirects are not followed` };
  const seconds = BUSY.includes(status) ? secondsUntil(retryAfter, now) : undefined;
  if (seconds === undefined) return { kind: 'later', reason };
  return { kind: 'later', reason, retryAfterSeconds: Math.min(Math.max(seconds, 1), LONGEST_PAUSE_SECONDS) };
}

/** What a call without an answer comes to. `bodyBegun`: the endpoint may have got it. */
export function classifyFailure(error: unknown, { bodyBegun }: { readonly bodyBegun: boolean }): SendOutcome {
  const { code, message }: Told = typeof error === 'object' && error !== null ? error : {};
  const coded = code !== undefined && CODE.test(code);
  const uncoded = (message ?? String(error)).slice(0, LONGEST_REASON);
  const reason = coded ? `${bodyBegun ? 'no answer from' : 'no connection to'} the endpoint (${code})` : uncoded;
  return { kind: bodyBegun ? 'unknown' : 'later', reason };
}

const HTTP_DATE = /^[A-Za-z]{3,9}, .+ GMT$/;

/** `Retry-After`, RFC 9110: seconds, or a date. */
function secondsUntil(retryAfter: string | undefined, now: Date): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const seconds = HTTP_DATE.test(retryAfter) ? (Date.parse(retryAfter) - now.getTime()) / 1_000 : NaN;
  return Number.isNaN(seconds) ? undefined : Math.ceil(seconds);
}
