import type { Expiration } from '../reminders/index.js';
import type { ChannelName } from '../channels/index.js';

/** What is told of a credential: its version, and what decides its reminders. */
export interface Snapshot {
  readonly cid: string;
  readonly version: number;
  readonly owner: string;
  readonly expiration: Expiration | null;
  readonly revokedAt: string | null;
  readonly replacedBy: null;
}

/** A row of `scheduler.reminders`. */
export interface ReminderRow {
  readonly cid: string;
  readonly expiry: string;
  readonly leadDays: number;
  readonly expiresAt: number;
  dueAt: number;
  state: 'PLANNED' | 'FIRED' | 'SKIPPED' | 'CANCELLED' | 'SUPERSEDED';
}

/** A row of `scheduler.deliveries`. */
export interface DeliveryRow {
  readonly reminder: ReminderRow;
  readonly channel: ChannelName;
  readonly recipient: string;
  state: 'PENDING' | 'SENDING' | 'DELIVERED' | 'FAILED' | 'CANCELLED' | 'SUPERSEDED' | 'EXPIRED' | 'UNCONFIRMED';
  reason: string | null;
  attempts: number;
  nextAt: number;
  messageId: string | null;
}

/** A row of `scheduler.messages`. */
export interface MessageRow {
  readonly id: string;
  readonly channel: ChannelName;
  readonly recipient: string;
  readonly claimedAt: number;
  state: 'SENDING' | 'DELIVERED' | 'RELEASED' | 'FAILED' | 'UNCONFIRMED';
  fence: number;
  leaseUntil: number;
  bodyBegun: boolean;
  resent: boolean;
}

/** The right to write what comes of a message. */
export interface Held {
  readonly id: string;
  readonly fence: number;
}

/** A message in the hands of whoever claimed it. */
export interface ModelClaim extends Held {
  readonly lost: boolean;
  readonly message: Readonly<MessageRow>;
  readonly owed: readonly DeliveryRow[];
}
