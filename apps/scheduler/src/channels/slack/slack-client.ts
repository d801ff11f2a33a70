import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import type { SchedulerEnv } from '../../env.js';
import { NoAnswer } from './no-answer.js';

/** How long one call of the Slack API may take, in milliseconds. */
const usualCallMs = 10_000;

/** What is said of a rate limit whose end Slack did not name in seconds. */
const USUAL_RETRY_AFTER = '30';

const silence = () => undefined;

// What the SDK would log reaches us as an error, and is logged by whoever makes the call.
const silentLogger: Logger = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  setLevel: silence,
  getLevel: () => LogLevel.ERROR,
  setName: silence,
};

/** A client that calls once: no retries, no queue that pauses for everybody when one channel is limited. */
export function slackClient(env: Pick<SchedulerEnv, 'SLACK_BOT_TOKEN' | 'SLACK_API_URL'>, callMs = usualCallMs): WebClient {
  return new WebClient(env.SLACK_BOT_TOKEN, {
    slackApiUrl: env.SLACK_API_URL,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callMs,
    allowAbsoluteUrls: false,
    logger: silentLogger,
    fetch: plainSpokenFetch,
  });
}

/**
 * `fetch` whose answers and failures are put into a form the SDK tells apart from Slack's own: a rate limit always says for
 * how long, and what is not JSON, such as the sign-in page of a network, is no answer instead of a refusal whose code is the
 * page.
 */
async function plainSpokenFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init).catch((failure: unknown) => {
    throw new NoAnswer(failure);
  });
  if (response.status === 429 && !/^\s*\d+\s*$/.test(response.headers.get('retry-after') ?? '')) {
    await response.body?.cancel();
    return new Response(null, { status: 429, headers: { 'retry-after': USUAL_RETRY_AFTER } });
  }
  const type = response.headers.get('content-type') ?? 'none';
  if (response.status === 200 && !type.includes('json')) {
    await response.body?.cancel();
    throw new NoAnswer(`an answer that is not Slack's, of content type ${type}`);
  }
  return response;
}
