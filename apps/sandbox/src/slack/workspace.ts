import type { Clock } from '#libs/kernel';
import type { MessageIds, MessageStore, SlackMessage } from '../messages/index.js';
import { Directory, type Conversation } from './directory.js';
import { SlackRefusal } from './slack-refusal.js';
import { TimestampSource } from './timestamps.js';

/** What the methods of the Slack API act on. */
export class Workspace {
  readonly directory = new Directory();
  readonly timestamps: TimestampSource;

  constructor(
    readonly messages: MessageStore,
    readonly clock: Clock,
    readonly nextId: MessageIds,
  ) {
    this.timestamps = new TimestampSource(clock);
  }

  /** Shows what was said to whoever clicked in a message, below it: as a message of its own, which only they would see in Slack. */
  answered(id: string, body: unknown): void {
    const message = this.messages.get(id);
    const text = typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : '';
    if (message?.channel !== 'slack') return;
    const said = { text, blocks: [], metadata: null, editedAt: null, raw: JSON.stringify(body) };
    const [ts, receivedAt] = [this.timestamps.next(), this.clock.now().toISOString()];
    this.messages.put({ ...message, ...said, id: this.nextId(), ts, receivedAt });
  }

  /** The conversation with this id; names are not taken, as in Slack, but where a message is first posted. */
  conversation(id: string): Conversation {
    const conversation = this.directory.conversation(id);
    if (!conversation) throw new SlackRefusal('channel_not_found');
    return conversation;
  }

  /** The messages of a conversation, oldest first, as far as the inbox still holds them. */
  messagesOf({ id }: Conversation): SlackMessage[] {
    return this.messages.find({ channel: 'slack' }).filter((message): message is SlackMessage => {
      return message.channel === 'slack' && message.conversation === id;
    });
  }
}
