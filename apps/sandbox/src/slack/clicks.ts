import { createHmac } from 'node:crypto';
import { InvalidField, type Clock } from '#libs/kernel';
import type { SlackMessage } from '../messages/index.js';
import type { Workspace } from './workspace.js';

/** Where clicks are sent, and what signs them. */
export interface Interactivity {
  readonly url: string;
  readonly signingSecret: string;
}

/** A click on a button of a message, by the person with this address. */
export interface Click {
  readonly message: SlackMessage;
  readonly action: string;
  readonly as: string;
  /** Where the answer is taken. */
  readonly responseUrl: string;
}

/** Clicks buttons as Slack does: a form, signed over its time and its bytes. */
export class Clicks {
  constructor(
    private readonly workspace: Workspace,
    private readonly clock: Clock,
    private readonly interactivity: Interactivity | undefined,
  ) {}

  /** Answers the status that came back. Throws {@link InvalidField} for a button or person that is not there, or if nobody listens. */
  async click({ message, action, as, responseUrl }: Click): Promise<number> {
    if (!this.interactivity) throw new InvalidField('action', 'SLACK_INTERACTIONS_URL and SLACK_SIGNING_SECRET are not set');
    const button = buttonsIn(message.blocks).find((one) => one['action_id'] === action);
    if (!button) throw new InvalidField('action', 'is no button of this message');
    const person = this.workspace.directory.personByEmail(as);
    if (!person) throw new InvalidField('as', 'is nobody in this Slack');
    const payload = { type: 'block_actions', user: { id: person.id }, response_url: responseUrl, actions: [button] };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const answer = await fetch(this.interactivity.url, { method: 'POST', headers: this.signed(body, this.interactivity), body });
    await answer.body?.cancel();
    return answer.status;
  }

  private signed(body: string, { signingSecret }: Interactivity): Record<string, string> {
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1_000));
    return {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
    };
  }
}

function buttonsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(buttonsIn);
  return 'action_id' in value ? [value, ...inner] : inner;
}
