import type { WebClient } from '@slack/web-api';

const PAGE = 1_000;
const MOST_PAGES = 20;

/** Public ones first: private ones need a scope that an app posting to public channels may lack. */
const KINDS = ['public_channel', 'private_channel'];

/** The ids of Slack's conversations by their names: messages go to either, but only an id can be asked about. */
export class Conversations {
  private readonly ids = new Map<string, string>();

  constructor(private readonly client: WebClient) {}

  /** Notes the id that Slack gave a recipient. */
  remember(recipient: string, id: string | undefined): void {
    if (id !== undefined && recipient.startsWith('#')) this.ids.set(recipient, id);
  }

  /** The id of `#name`, or the id itself; undefined if there is no such channel. Rejects when Slack can't be asked. */
  async idOf(recipient: string): Promise<string | undefined> {
    if (!recipient.startsWith('#')) return recipient;
    const known = this.ids.get(recipient);
    if (known !== undefined) return known;
    for (const kind of KINDS) {
      const id = await this.find(recipient.slice(1), kind);
      this.remember(recipient, id);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  private async find(name: string, types: string): Promise<string | undefined> {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { channels, response_metadata: next } = await this.client.conversations.list({ types, limit: PAGE, cursor });
      const found = channels?.find((channel) => channel.name === name || channel.name_normalized === name);
      if (found?.id !== undefined) return found.id;
      cursor = next?.next_cursor;
      if (!cursor) return undefined;
    }
    return undefined;
  }
}
