import type { WebClient } from '@slack/web-api';
import { renderSlack } from '../../notices/index.js';
import type { SendOutcome, Trace } from '../../delivery-core/index.js';
import type { Channel, LostMessage, OutgoingMessage } from '../channel.js';
import { reasonsWithout } from '../reasons.js';
import { within } from '../within.js';
import { classifyLookup, classifySlack } from './classify-slack.js';
import { Conversations } from './conversations.js';
import { findMessage } from './find-message.js';
import { metadataFor } from './message-metadata.js';
import { DirectMessages } from './direct-messages.js';

/** A look may need several calls; together they may take this long. */
const LOOK_MS = 18_000;

/**
 * Slack's Web API. A recipient is `#name`, the id of a conversation, or the email address of a person. The app needs the scopes
 * chat:write, channels:read and channels:history; groups:read and groups:history for private channels; users:read.email, im:write
 * and im:history for people.
 */
export class SlackChannel implements Channel {
  readonly name = 'SLACK';
  readonly senders = 4;
  /** Slack takes one message a second for each channel. */
  readonly gapMs = 1_100;
  readonly canBeAsked = true;
  readonly dropsRepeats = false;
  private readonly conversations: Conversations;
  private readonly directMessages: DirectMessages;
  private readonly reasonFor: (said: string) => string;

  /** `takesClicks`: whether somebody listens to what people click in messages. */
  constructor(
    private readonly client: WebClient,
    private readonly options: { readonly takesClicks: boolean } = { takesClicks: false },
  ) {
    this.conversations = new Conversations(client);
    this.directMessages = new DirectMessages(client);
    this.reasonFor = reasonsWithout([client.token ?? '']);
  }

  async send({ id, recipient, notice }: OutgoingMessage, bodyBegins: () => Promise<void>): Promise<SendOutcome> {
    const place = await this.placeOf(recipient);
    if (typeof place !== 'string') return place;
    try {
      await bodyBegins();
    } catch (error) {
      return { kind: 'later', reason: this.reasonFor(error instanceof Error ? error.message : String(error)) };
    }
    try {
      return { kind: 'accepted', providerRef: await this.post({ id, recipient, notice }, place) };
    } catch (error) {
      if (isAddress(recipient)) this.directMessages.forget(recipient);
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

  /** Where a message to a recipient is posted; or what comes of it that nobody can say: nothing has been posted. */
  private async placeOf(recipient: string): Promise<string | SendOutcome> {
    if (!isAddress(recipient)) return recipient;
    try {
      return (
        (await this.directMessages.conversationWith(recipient)) ?? {
          kind: 'refused',
          reason: 'Slack knows nobody with this address',
        }
      );
    } catch (error) {
      return classifyLookup(error, this.reasonFor);
    }
  }

  /** Answers the reference of what was posted. */
  private async post({ id, recipient, notice }: OutgoingMessage, place: string): Promise<string> {
    const { text, blocks } = renderSlack(notice, this.options);
    const { channel = place, ts = '' } = await this.client.chat.postMessage({
      channel: place,
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
    return `${channel} ${ts}`;
  }

  private async search({ id, recipient, claimedAt }: LostMessage): Promise<Trace> {
    const conversation = await (isAddress(recipient)
      ? this.directMessages.conversationWith(recipient)
      : this.conversations.idOf(recipient));
    return conversation === undefined ? 'unknown' : findMessage(this.client, { id, conversation, claimedAt });
  }
}

function isAddress(recipient: string): boolean {
  return recipient.includes('@');
}
