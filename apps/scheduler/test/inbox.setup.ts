import { until } from '#libs/testing';

/** A message that the sandbox accepted. */
export interface AcceptedMessage {
  readonly id: string;
  readonly channel: 'email' | 'slack';
  readonly receivedAt: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly raw: string;
}

/** The sandbox's machine interface: what was really accepted, and how it is made to fail. */
export class Inbox {
  constructor(private readonly url: string) {}

  /** Everything accepted that contains a text, oldest first. */
  async containing(text: string): Promise<AcceptedMessage[]> {
    const answer = await fetch(`${this.url}/api/messages?contains=${encodeURIComponent(text)}`);
    return ((await answer.json()) as { messages: AcceptedMessage[] }).messages;
  }

  /** Waits until a text has arrived on both channels, and answers all messages with it. */
  async both(text: string, withinMs = 15_000): Promise<AcceptedMessage[]> {
    return until(
      async () => {
        const messages = await this.containing(text);
        return new Set(messages.map(({ channel }) => channel)).size === 2 && messages;
      },
      { what: `an email and a Slack message containing ${text}`, withinMs },
    );
  }

  /** Makes the channels misbehave as described in the sandbox's README; `null` clears. */
  async faults(faults: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await fetch(`${this.url}/api/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(`The sandbox refused the fault: ${await answer.text()}`);
  }
}
