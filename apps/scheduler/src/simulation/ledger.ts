import type { ChannelName } from '../channels/index.js';
import type { BodyAnswer, Settlement } from '../delivery-core/index.js';
import type { Design } from './design.js';
import type { DeliveryRow, Held, MessageRow, ModelClaim } from './ledger-rows.js';
import { end, MOST_OVERDUE_MS, type PlanBook } from './plan-book.js';

/** How long, in milliseconds, a claim lasts unless it is extended. */
export const LEASE_MS = 60_000;

/** The tables of deliveries and messages, as far as sending goes: every method is one transaction, at the database's time `now`. */
export class Ledger {
  readonly messages: MessageRow[] = [];

  constructor(
    private readonly book: PlanBook,
    private readonly design: Design,
  ) {}

  /** Claims one message: one that was lost before any new one. */
  claim(
    channel: ChannelName,
    { now, inHand }: { readonly now: number; readonly inHand: ReadonlySet<string> },
  ): ModelClaim | undefined {
    return this.takeOver(channel, now, inHand) ?? this.open(channel, now);
  }

  /** When something on a channel may be claimed. */
  nextAt(channel: ChannelName): number {
    const waiting = this.book.deliveries.filter((row) => row.channel === channel && row.state === 'PENDING');
    const open = this.unsettled.filter((row) => row.channel === channel);
    return Math.min(...waiting.map(({ nextAt }) => nextAt), ...open.map(({ leaseUntil }) => leaseUntil));
  }

  /** Whether the body of a message may begin; if so, that is noted. */
  noteBody(held: Held, now: number): BodyAnswer {
    const message = this.heldBy(held);
    if (!message) return 'takenOver';
    if (this.design.asksLast && this.of(message).some((delivery) => !this.isOwed(delivery))) return 'changed';
    Object.assign(message, { bodyBegun: true, leaseUntil: now + LEASE_MS });
    return 'mayBegin';
  }

  /** Notes that a message goes out once more under its id. */
  announceResend(held: Held, now: number): boolean {
    const message = this.heldBy(held);
    if (message) Object.assign(message, { resent: true, leaseUntil: now + LEASE_MS });
    return message !== undefined;
  }

  /** Lets go of what a message says and is owed no longer. Answers what is left; `undefined` if the claim does not hold. */
  dropPast(held: Held): readonly DeliveryRow[] | undefined {
    const message = this.heldBy(held);
    if (!message) return undefined;
    for (const delivery of this.of(message)) {
      if (!this.isOwed(delivery) || this.isOvertaken(delivery)) end(delivery, 'UNCONFIRMED', 'not sent again: no longer so');
    }
    return this.of(message);
  }

  /** Writes what came of a message. */
  settle(held: Held, settlement: Settlement, now: number): void {
    const message = this.heldBy(held);
    if (!message || settlement.to === 'resend') return;
    switch (settlement.to) {
      case 'deliver': {
        this.finish(message, 'DELIVERED', null);
        return;
      }
      case 'fail': {
        this.finish(message, 'FAILED', settlement.reason);
        return;
      }
      case 'giveUp': {
        this.finish(message, 'UNCONFIRMED', settlement.reason);
        return;
      }
      case 'keep':
        Object.assign(message, { resent: false, leaseUntil: now + settlement.seconds * 1_000 });
        return undefined;
      case 'release': {
        this.release(message, settlement, now);
        return;
      }
    }
  }

  private takeOver(channel: ChannelName, now: number, inHand: ReadonlySet<string>): ModelClaim | undefined {
    const isLost = ({ id, leaseUntil, ...of }: MessageRow) => of.channel === channel && leaseUntil <= now && !inHand.has(id);
    const message = this.unsettled.find(isLost);
    if (!message) return undefined;
    Object.assign(message, { fence: message.fence + 1, leaseUntil: now + LEASE_MS });
    return this.handOut(message, true);
  }

  private open(channel: ChannelName, now: number): ModelClaim | undefined {
    const due = this.book.deliveries.filter((row) => row.channel === channel && row.state === 'PENDING' && row.nextAt <= now);
    const first = due.reduce<DeliveryRow | undefined>((best, row) => (best && best.nextAt <= row.nextAt ? best : row), undefined);
    if (!first) return undefined;
    const { recipient } = first;
    const message: MessageRow = {
      ...{ id: `dl${String(this.messages.length + 1)}`, channel, recipient, claimedAt: now, state: 'SENDING', fence: 1 },
      ...{ leaseUntil: now + LEASE_MS, bodyBegun: false, resent: false },
    };
    for (const delivery of due.filter((row) => row.recipient === recipient)) this.include(delivery, message);
    if (this.of(message).length === 0) return undefined;
    this.messages.push(message);
    return this.handOut(message, false);
  }

  private include(delivery: DeliveryRow, { id }: MessageRow): void {
    if (!this.isOwed(delivery)) end(delivery, 'CANCELLED', 'no longer owed');
    else if (this.isOvertaken(delivery)) end(delivery, 'SUPERSEDED', 'a more urgent one is due as well');
    else if (this.design.marks === 'onlyAfter') delivery.messageId = id;
    else Object.assign(delivery, { state: 'SENDING', messageId: id });
  }

  private get unsettled(): readonly MessageRow[] {
    return this.messages.filter(({ state }) => state === 'SENDING');
  }

  private handOut(message: MessageRow, lost: boolean): ModelClaim {
    return { id: message.id, fence: message.fence, lost, message: { ...message }, owed: this.of(message) };
  }

  private finish(message: MessageRow, state: 'DELIVERED' | 'FAILED' | 'UNCONFIRMED', reason: string | null): void {
    message.state = state;
    for (const delivery of this.of(message)) end(delivery, state, reason);
  }

  private release(message: MessageRow, { reason, seconds, cause }: Extract<Settlement, { to: 'release' }>, now: number): void {
    message.state = 'RELEASED';
    for (const delivery of this.of(message)) {
      const { expiresAt } = delivery.reminder;
      if (cause === 'failed') delivery.attempts += 1;
      const later = now + seconds * 1_000;
      delivery.nextAt = expiresAt > now ? Math.min(later, expiresAt) : later;
      if (expiresAt + MOST_OVERDUE_MS < now) end(delivery, 'EXPIRED', reason);
      else Object.assign(delivery, { state: 'PENDING', reason, messageId: null });
    }
  }

  private heldBy({ id, fence }: Held): MessageRow | undefined {
    const isHeld = (message: MessageRow) =>
      message.id === id && (!this.design.fences || (message.fence === fence && message.state === 'SENDING'));
    return this.messages.find(isHeld);
  }

  private of({ id }: Pick<MessageRow, 'id'>): readonly DeliveryRow[] {
    const state = this.design.marks === 'onlyAfter' ? 'PENDING' : 'SENDING';
    return this.book.deliveries.filter((row) => row.messageId === id && row.state === state);
  }

  private isOwed({ reminder }: DeliveryRow): boolean {
    return this.book.owedExpiryOf(reminder.cid) === reminder.expiry;
  }

  private isOvertaken({ reminder: { cid, expiry, leadDays } }: DeliveryRow): boolean {
    return this.book.reminders.some(
      (other) => other.cid === cid && other.expiry === expiry && other.leadDays < leadDays && other.state === 'FIRED',
    );
  }
}
