import type { Message } from './message.js';
import { matches, type Search } from './search.js';

/** How many messages are kept; the oldest make room for the newest. */
const KEPT_MESSAGES = 5_000;

/** How many characters of raw messages are kept in total; the oldest make room for the newest. */
const KEPT_CHARACTERS = 64 * 1024 * 1024;

/** What happened to the store: a message came or was edited, or all were deleted. */
export type StoreEvent = { readonly kind: 'put'; readonly message: Message } | { readonly kind: 'cleared' };

/** Accepted messages in order of arrival, in memory only and bounded: they are gone when the process ends. */
export class MessageStore {
  private readonly messages = new Map<string, Message>();
  private readonly listeners = new Set<(event: StoreEvent) => void>();
  private characters = 0;

  constructor(private readonly limits = { messages: KEPT_MESSAGES, characters: KEPT_CHARACTERS }) {}

  /** Keeps a message, in place of the one with its id if there is one, and tells the listeners. */
  put(message: Message): void {
    this.characters += message.raw.length - (this.messages.get(message.id)?.raw.length ?? 0);
    this.messages.set(message.id, message);
    this.forgetOldest();
    this.tell({ kind: 'put', message });
  }

  get(id: string): Message | undefined {
    return this.messages.get(id);
  }

  /** The messages asked for, oldest first. */
  find(search: Search = {}): Message[] {
    return [...this.messages.values()].filter((message) => matches(message, search));
  }

  clear(): void {
    this.messages.clear();
    this.characters = 0;
    this.tell({ kind: 'cleared' });
  }

  /** Calls the listener after each change until the returned function is called. */
  listen(listener: (event: StoreEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private forgetOldest(): void {
    for (const [id, { raw }] of this.messages) {
      const full = this.messages.size > this.limits.messages || this.characters > this.limits.characters;
      if (!full || this.messages.size === 1) return;
      this.messages.delete(id);
      this.characters -= raw.length;
    }
  }

  private tell(event: StoreEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
