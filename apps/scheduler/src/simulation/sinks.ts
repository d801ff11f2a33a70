import type { ChannelName } from '../channels/index.js';
import type { DeliveryRow, MessageRow } from './ledger-rows.js';

/** A message that a provider has taken. */
export interface Accepted {
  readonly id: string;
  readonly channel: ChannelName;
  readonly recipient: string;
  /** By the database's clock, in milliseconds. */
  readonly at: number;
  readonly about: readonly DeliveryRow[];
}

/** What providers have taken: for ever, and whatever becomes of their answers. */
export class Sinks {
  readonly accepted: Accepted[] = [];

  take({ id, channel, recipient }: MessageRow, about: readonly DeliveryRow[], at: number): void {
    this.accepted.push({ id, channel, recipient, at, about: [...about] });
  }

  /** Whether a channel's history shows a message. */
  shows(id: string): boolean {
    return this.accepted.some((message) => message.id === id);
  }
}
