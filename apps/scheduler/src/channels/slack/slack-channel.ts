import type { WebClient } from '@slack/web-api';
import { renderSlack } from '../../notices/index.js';
import type { SendOutcome, Trace } from '../../delivery-core/index.js';
import type { Channel, LostMessage, OutgoingMessage } from '../channel.js';
import { reasonsWithout } from '../reasons.js';
import { within } from '../within.js';
import { classifySlack } from './classify-slack.js';
import { Conversations } from './conversations.js';
import { findMessage } from './find-message.js';
import { metadataFor } from './message-metadata.js';

/** A look may need several calls; together they may take this long. */
const LOOK_MS = 18_000;

/**
 * Slack's Web API. A recipient is `#name` or the id of a conversation. The app needs the scopes chat:write,
 * channels:read and channels:history; groups:read and groups:history for private channels.
 */
export class SlackChannel implements Channel {
  readonly name = 'SLACK';
  readonly senders = 4;
  /** Slack takes one message a second for each channel. */
  readonly gapMs = 1_100;
  readonly canBeAsked = true;
  private readonly conversations: Conversations;
  private readonly reasonFor: (said: string) => string;

  /** `takesClicks`: whether somebody listens to what people click in messages. */
  constructor(
    private readonly client: WebClient,
    private readonly options: { readonly takesClicks: boolean } = { takesClicks: false },
  ) {
    this.conversations = new Conversations(client);
    this.reasonFor = reasonsWithout([client.token ?? '']);
  }

  async send({ id, recipient, notice }: OutgoingMessage, bodyBegins: () => Promise<void>): Promise<SendOutcome> {
    const { text, blocks } = renderSlack(notice, this.options);
    try {
      await bodyBegins();
    } catch (error) {
      return { kind: 'later', reason: this.reasonFor(error instanceof Error ? error.message : String(error)) };
    }
    try {
      const { channel = recipient, ts = '' } = await this.client.chat.postMessage({
        channel: recipient,
        text,
        blocks,
        metadata: metadataFor(id),
        mrkdwn: false,
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      });
      this.conversations.remember(recipient, channel);
      return { kind: 'accepted', providerRef: `${channel} ${ts}` };
    } catch (error) {
      return classifySlack(error, this.reasonFor);
    }
  }

  /** Reads the conversation; `unknown` whenever that can't be done now. */
  look(lost: LostMessage): Promise<Trace> {
    return within(LOOK_MS, this.search(lost), 'unknown');
  }

  /** Nothing to close: a call under way ends by its own timeout, and connections at rest don't keep the process. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  private async search({ id, recipient, claimedAt }: LostMessage): Promise<Trace> {
    const conversation = await this.conversations.idOf(recipient);
    return conversation === undefined ? 'unknown' : findMessage(this.client, { id, conversation, claimedAt });
  }
}
