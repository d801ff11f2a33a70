import { createHash } from 'node:crypto';

/** A place messages are posted to: a channel, or the direct messages of one person. */
export interface Conversation {
  /** `C…` or `D…`. The same name has the same id in every process. */
  readonly id: string;
  /** `#channel` or `@address`. */
  readonly label: string;
}

/** A person, found by address. */
export interface Person {
  readonly id: string;
  readonly email: string;
}

const FOUNDING_CHANNELS = ['api-keys', 'general'];

/** Top-level names that belong to nobody (RFC 2606, RFC 6761): whoever has an address there may be written to in play. */
const PLAYGROUND = /^[^@\s]+@([a-z0-9-]+\.)*(localhost|test|example|example\.(com|net|org))$/;

/** The sandbox's Slack workspace: its channels and people. Both come into being when they are first spoken to. */
export class Directory {
  private readonly conversations = new Map<string, Conversation>();
  private readonly people = new Map<string, Person>();

  constructor() {
    for (const name of FOUNDING_CHANNELS) this.channelNamed(name);
  }

  channels(): Conversation[] {
    return [...this.conversations.values()].filter(({ id }) => id.startsWith('C'));
  }

  conversation(id: string): Conversation | undefined {
    return this.conversations.get(id);
  }

  /** Where `chat.postMessage` posts: an id, a person's id, or a channel's name with or without `#`, made if it is new. */
  addressed(address: string): Conversation | undefined {
    const person = this.people.get(address);
    if (person) return this.meet('D', `@${person.email}`);
    const name = address.replace(/^#/, '');
    return this.conversations.get(address) ?? (isChannelName(name) ? this.channelNamed(name) : undefined);
  }

  person(id: string): Person | undefined {
    return this.people.get(id);
  }

  /** The person with this address, if it is one of a domain reserved for tests and documentation. */
  personByEmail(address: string): Person | undefined {
    const email = address.trim().toLowerCase();
    if (!PLAYGROUND.test(email)) return undefined;
    const person = { id: stableId('U', email), email };
    this.people.set(person.id, person);
    return person;
  }

  private channelNamed(name: string): Conversation {
    return this.meet('C', `#${name}`);
  }

  private meet(kind: 'C' | 'D', label: string): Conversation {
    const conversation = { id: stableId(kind, label), label };
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }
}

/** Slack's rule for names: lower case, at most 80 characters, no blanks and hardly any punctuation. */
function isChannelName(name: string): boolean {
  return /^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name);
}

function stableId(kind: 'C' | 'D' | 'U', name: string): string {
  const digest = createHash('sha256').update(name).digest('hex');
  return kind + BigInt(`0x${digest}`).toString(36).toUpperCase().slice(0, 10);
}
