import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';

const HOUR_MS = 3_600_000;

/** A person's conversation with us stays the same for as long as they have their address. */
const KNOWN_MS = 24 * HOUR_MS;

/** Whoever is not there yet may join. */
const UNKNOWN_MS = HOUR_MS / 6;

/** More than there are owners in any workspace; what is forgotten is asked for again. */
const MOST = 20_000;

/** What is known of an address: where its owner reads direct messages; `undefined` if nobody has it. */
interface Finding {
  readonly conversation: string | undefined;
}

/** The conversations with single people of a Slack workspace, by their email addresses. The app needs the scopes users:read.email and im:write. */
export class DirectMessages {
  private readonly found = new LRUCache<string, Finding>({ max: MOST });

  constructor(private readonly client: WebClient) {}

  /** The conversation of direct messages with whoever has this address; undefined for nobody. Rejects when Slack can't be asked. */
  async conversationWith(email: string): Promise<string | undefined> {
    const known = this.found.get(email);
    if (known) return known.conversation;
    const conversation = await this.open(email);
    this.found.set(email, { conversation }, { ttl: conversation === undefined ? UNKNOWN_MS : KNOWN_MS });
    return conversation;
  }

  /** Slack has refused what was known: it is to be asked for anew. */
  forget(email: string): void {
    this.found.delete(email);
  }

  private async open(email: string): Promise<string | undefined> {
    const id = await this.idOf(email);
    if (id === undefined) return undefined;
    const { channel } = await this.client.conversations.open({ users: id });
    return channel?.id;
  }

  private async idOf(email: string): Promise<string | undefined> {
    try {
      return (await this.client.users.lookupByEmail({ email })).user?.id;
    } catch (error) {
      if (error instanceof WebAPIPlatformError && error.data.error === 'users_not_found') return undefined;
      throw error;
    }
  }
}
