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
