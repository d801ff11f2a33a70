import { createHmac } from 'node:crypto';

const SECRET = 'a-signing-secret-for-tests';

/** How a click arrives. */
export interface Clicked {
  readonly action?: string;
  readonly value?: unknown;
  readonly user?: unknown;
  readonly responseUrl?: string;
}

/** The form of a click. */
export function form({ action = 'acknowledge-1', value, user = 'U0ADMIN', responseUrl }: Clicked): string {
  const payload = {
    type: 'block_actions',
    user: { id: user },
    response_url: responseUrl,
    actions: [{ action_id: action, value }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** The form of a click on a button that opens a page. */
export function opened(): string {
  return form({ action: 'open-1' });
}

/** The headers under which Slack sends a form, so many seconds from now. */
export function signed(body: string, { seconds = 0, secret = SECRET } = {}): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000) + seconds);
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  };
}
