/** How far a request's own time may be from ours, in seconds. */
const WINDOW_SECONDS = 5 * 60;

/** Whether Slack's time of a request, in whole seconds since 1970, is less than five minutes and a second from now, either way. */
export function isTimely(timestamp: string, now: Date): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(now.getTime() / 1_000) - Number(timestamp)) <= WINDOW_SECONDS;
}

/** Where Slack takes answers to interactions. */
const SLACK_ORIGIN = 'https://hooks.slack.com';

/** Whether an answer may be sent there: to Slack, or to what stands in for it, and to nobody else. */
export function mayBeAnswered(url: string, standIn: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  const isKnown = origin === SLACK_ORIGIN || (standIn !== undefined && origin === new URL(standIn).origin);
  return isKnown && username === '' && password === '';
}
