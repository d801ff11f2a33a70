import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { SendOutcome } from '../channel.js';

/** Final for this channel or this message. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const REFUSED =
  /^(channel_|is_archived|is_inactive|not_in_channel|restricted_action|user_|cannot_(dm|reply)|messages_tab_disabled|msg_|no_text|too_many_|invalid_(blocks|metadata|channel|arg|array|charset|form|post_type|json)|metadata_|attachment_|slack_connect_|team_not_found|as_user_)/;

/** Slack does not let us in: the token, its rights, or where we call from. */
const MISCONFIGURED =
  /^(invalid_auth|not_authed|token_|account_inactive|missing_scope|no_permission|not_allowed_token_type|org_login_required|ekm_access_denied|access_denied|accesslimited|enterprise_is_restricted|team_access_not_granted|team_added_to_org|two_factor_setup_required|unknown_method|method_deprecated|deprecated_endpoint)/;

/** "It's possible some aspect of the operation succeeded before the error was raised", say Slack's documents of these. */
const UNKNOWN = ['fatal_error', 'internal_error'];

/** What an error code of Slack looks like; anything else in its place is a piece of an answer that was not read whole. */
const CODE = /^[a-z][a-z0-9_]{0,79}$/;

/** Statuses with which a gateway turns calls away for good: a wrong `SLACK_API_URL`, or a proxy that wants something else. */
const TURNED_AWAY = [401, 403, 404, 405, 407];

/** Failures before a connection was there: not a byte of the call was written. */
const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

const TLS = /^(ERR_(TLS|SSL)_|UNABLE_TO_|.*(CERT|SIGNATURE))/;

const LONGEST_PAUSE_SECONDS = 3_600;
const USUAL_PAUSE_SECONDS = 30;

type Kind = 'refused' | 'misconfigured' | 'later' | 'unknown';

/** What a failed `chat.postMessage` came to. What can't be shown to have changed nothing is `unknown`. */
export function classifySlack(error: unknown, reasonFor: (said: string) => string): SendOutcome {
  if (error instanceof WebAPIRateLimitedError) return limited(error.retryAfter);
  if (error instanceof WebAPIPlatformError) {
    const { error: code } = error.data;
    if (/^rate_?limited$/.test(code)) return limited(USUAL_PAUSE_SECONDS);
    return CODE.test(code)
      ? { kind: kindOfCode(code), reason: reasonFor(`Slack answered ${code}.`) }
      : { kind: 'unknown', reason: 'Slack’s answer could not be read.' };
  }
  if (error instanceof WebAPIHTTPError)
    return { kind: kindOfStatus(error.statusCode), reason: `Slack’s side answered with HTTP status ${error.statusCode}.` };
  const original = error instanceof WebAPIRequestError ? error.original : error;
  return { kind: kindOfFailure(original), reason: reasonFor(describe(original)) };
}

function limited(seconds: number): SendOutcome {
  const retryAfterSeconds = Math.min(Math.max(seconds, 1), LONGEST_PAUSE_SECONDS);
  return { kind: 'later', reason: 'Slack limits the rate of messages.', retryAfterSeconds };
}

function kindOfCode(code: string): Kind {
  if (UNKNOWN.includes(code)) return 'unknown';
  if (MISCONFIGURED.test(code)) return 'misconfigured';
  return REFUSED.test(code) ? 'refused' : 'later';
}

/** A 5xx may come from a gateway that gave up waiting for a Slack that went on. */
function kindOfStatus(status: number): Kind {
  if (TURNED_AWAY.includes(status)) return 'misconfigured';
  return status >= 400 && status < 500 ? 'later' : 'unknown';
}

function kindOfFailure(error: unknown): Kind {
  const { code = '', syscall = '' } = causeOf(error);
  if (NEVER_CONNECTED.includes(code) || syscall === 'connect') return 'later';
  return TLS.test(code) ? 'misconfigured' : 'unknown';
}

/** The system error behind a `fetch failed`. */
function causeOf(error: unknown): { readonly code?: string; readonly syscall?: string; readonly message?: string } {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause : {};
}

function describe(error: unknown): string {
  const { message } = causeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  return message ? `${said}: ${message}` : said;
}
