import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { SendOutcome } from '../../delivery-core/index.js';
import { meaningOf } from './error-codes.js';
import { NoAnswer } from './no-answer.js';

/** Statuses with which a gateway turns calls away for good: a wrong `SLACK_API_URL`, or a proxy that wants something else. */
const TURNED_AWAY = [401, 403, 404, 405, 407];

/** Codes that say that the app as it is installed may not do one thing, while it may do others. */
const LACKS_SCOPE = ['missing_scope', 'no_permission', 'not_allowed_token_type'];

const LONGEST_PAUSE_SECONDS = 3_600;
const USUAL_PAUSE_SECONDS = 30;

/** What a failed `chat.postMessage` came to. What can't be shown to have changed nothing is `unknown`. */
export function classifySlack(error: unknown, reasonFor: (said: string) => string): SendOutcome {
  if (error instanceof WebAPIRateLimitedError) return limited(error.retryAfter);
  if (error instanceof WebAPIPlatformError) return ofCode(error.data.error, reasonFor);
  if (error instanceof WebAPIHTTPError)
    return { kind: kindOfStatus(error.statusCode), reason: `Slack's side answered with HTTP status ${error.statusCode}` };
  const original = error instanceof WebAPIRequestError ? error.original : error;
  return { kind: kindOfSilence(original), reason: reasonFor(original instanceof Error ? original.message : String(original)) };
}

/**
 * What comes of a message whose recipient could not be looked up: nothing has been posted. That the app may not look up people is no
 * reason to keep channels waiting.
 */
export function classifyLookup(error: unknown, reasonFor: (said: string) => string): SendOutcome {
  const outcome = classifySlack(error, reasonFor);
  if (outcome.kind === 'unknown') return { kind: 'later', reason: outcome.reason };
  const code = error instanceof WebAPIPlatformError ? error.data.error : '';
  return outcome.kind === 'misconfigured' && LACKS_SCOPE.includes(code) ? { kind: 'refused', reason: outcome.reason } : outcome;
}

function limited(seconds: number): SendOutcome {
  const retryAfterSeconds = Math.min(Math.max(seconds, 1), LONGEST_PAUSE_SECONDS);
  return { kind: 'later', reason: 'Slack limits the rate of messages', retryAfterSeconds };
}

function ofCode(code: string, reasonFor: (said: string) => string): SendOutcome {
  const meaning = meaningOf(code);
  return meaning === 'limited' ? limited(USUAL_PAUSE_SECONDS) : { kind: meaning, reason: reasonFor(`Slack answered: ${code}`) };
}

/** A 5xx may come from a gateway that gave up waiting for a Slack that went on. */
function kindOfStatus(status: number): 'misconfigured' | 'later' | 'unknown' {
  if (TURNED_AWAY.includes(status)) return 'misconfigured';
  return status >= 400 && status < 500 ? 'later' : 'unknown';
}

function kindOfSilence(error: unknown): 'misconfigured' | 'later' | 'unknown' {
  if (!(error instanceof NoAnswer) || error.unheard === undefined) return 'unknown';
  return error.unheard === 'unreachable' ? 'later' : 'misconfigured';
}
