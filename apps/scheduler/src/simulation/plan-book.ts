import { expiryOf, owedExpiration, planReminders } from '../reminders/index.js';
import type { Design } from './design.js';
import type { DeliveryRow, ReminderRow, Snapshot } from './ledger-rows.js';

/** Lead times and time of day as they are unless somebody sets them. */
export const SETTINGS = { leadDays: [7, 1], sendAt: '09:00' } as const;

/** For how long after an expiry its "has expired" notice is still tried, in milliseconds. */
export const MOST_OVERDUE_MS = 24 * 60 * 60 * 1_000;

interface PlanBookParts {
  readonly design: Design;
  readonly audience: (snapshot: Snapshot) => readonly Pick<DeliveryRow, 'channel' | 'recipient'>[];
}

/** The tables of credentials, reminders and deliveries, as far as planning and falling due go: every method is one transaction. */
export class PlanBook {
  readonly reminders: ReminderRow[] = [];
  readonly deliveries: DeliveryRow[] = [];
  private readonly credentials = new Map<string, Snapshot>();
  private readonly inbox = new Set<string>();
  /** For the oracle: what was owed of each credential from when on, by the newest that had been heard. */
  readonly owedSince: { readonly cid: string; readonly expiry: string | null; readonly version: number; readonly at: number }[] =
    [];

  constructor(private readonly parts: PlanBookParts) {}

  /** The expiry that a credential is known to be owed reminders of. */
  owedExpiryOf(cid: string): string | null {
    const known = this.credentials.get(cid);
    const owed = known && owedExpiration(known);
    return owed ? expiryOf(owed) : null;
  }

  /** Works an event in. Answers what is newly planned. */
  hear(eventId: string, snapshot: Snapshot, now: number): readonly ReminderRow[] {
    this.remember(snapshot, now);
    const { comparesVersions } = this.parts.design;
    if (comparesVersions && this.inbox.has(eventId)) return [];
    this.inbox.add(eventId);
    const known = this.credentials.get(snapshot.cid);
    if (known && comparesVersions && known.version >= snapshot.version) return [];
    this.credentials.set(snapshot.cid, snapshot);
    return this.plan(snapshot, now);
  }

  /** Lets everything that is due fall due. */
  fireDue(now: number): number {
    const due = this.reminders.filter(({ state, dueAt }) => state === 'PLANNED' && dueAt <= now);
    for (const reminder of due) this.supersede(reminder);
    for (const reminder of due) {
      if (reminder.state !== 'PLANNED') continue;
      reminder.state = 'FIRED';
      this.address(reminder, now);
    }
    return due.length;
  }

  /** When the next reminder is due. */
  nextDueAt(): number {
    return Math.min(...this.reminders.filter(({ state }) => state === 'PLANNED').map(({ dueAt }) => dueAt));
  }

  /** Ends what still waits a day after the expiry. */
  expire(now: number): void {
    for (const delivery of this.deliveries) {
      const isOver = delivery.reminder.expiresAt + MOST_OVERDUE_MS < now && delivery.nextAt + MOST_OVERDUE_MS < now;
      if (delivery.state === 'PENDING' && isOver) end(delivery, 'EXPIRED', 'nothing could send it until a day after the expiry');
    }
  }

  private remember(snapshot: Snapshot, at: number): void {
    const { cid, version } = snapshot;
    const newest = this.owedSince.findLast((known) => known.cid === cid);
    if (newest && newest.version >= version) return;
    const owed = owedExpiration(snapshot);
    this.owedSince.push({ cid, version, at, expiry: owed && expiryOf(owed) });
  }

  private plan(snapshot: Snapshot, now: number): readonly ReminderRow[] {
    const owed = owedExpiration(snapshot);
    const expiry = owed && expiryOf(owed);
    for (const reminder of this.reminders) {
      if (reminder.cid === snapshot.cid && reminder.expiry !== expiry && reminder.state === 'PLANNED')
        reminder.state = 'CANCELLED';
    }
    for (const delivery of this.deliveries) {
      const { reminder, state } = delivery;
      if (reminder.cid === snapshot.cid && reminder.expiry !== expiry && state === 'PENDING')
        end(delivery, 'CANCELLED', 'the expiry has changed');
    }
    return owed ? planReminders(owed, SETTINGS).flatMap((planned) => this.write(snapshot.cid, planned, now) ?? []) : [];
  }

  private write(
    cid: string,
    { expiry, expiresAt, leadDays, dueAt, state }: ReturnType<typeof planReminders>[number],
    now: number,
  ): ReminderRow | undefined {
    const isSame = (reminder: ReminderRow) =>
      reminder.cid === cid && reminder.expiry === expiry && reminder.leadDays === leadDays;
    const found = this.parts.design.plansOnce ? this.reminders.find(isSame) : undefined;
    const due = dueAt.getTime();
    if (!found) {
      const reminder = { cid, expiry, leadDays, expiresAt: expiresAt.getTime(), dueAt: due, state };
      this.reminders.push(reminder);
      return state === 'PLANNED' ? reminder : undefined;
    }
    if (state === 'PLANNED') this.revive(found, Math.max(due, now));
    const moves = found.state === 'PLANNED' && state === 'PLANNED' && found.dueAt !== due && found.dueAt > now;
    if (found.state !== 'CANCELLED' && !moves) return undefined;
    found.state = state;
    found.dueAt = due;
    return state === 'PLANNED' ? found : undefined;
  }

  /** What was cancelled after it had fallen due waits again: the expiry was changed, and changed back in time. */
  private revive(reminder: ReminderRow, nextAt: number): void {
    for (const delivery of this.deliveries) {
      if (delivery.reminder !== reminder || delivery.state !== 'CANCELLED') continue;
      Object.assign(delivery, { state: 'PENDING', reason: null, attempts: 0, nextAt });
    }
  }

  /** Of several reminders of one expiry that are due only the most urgent is kept. */
  private supersede({ cid, expiry, leadDays }: ReminderRow): void {
    const isLess = (other: ReminderRow) => other.cid === cid && other.expiry === expiry && other.leadDays > leadDays;
    for (const reminder of this.reminders) if (isLess(reminder) && reminder.state === 'PLANNED') reminder.state = 'SUPERSEDED';
    for (const delivery of this.deliveries) {
      if (delivery.state === 'PENDING' && isLess(delivery.reminder))
        end(delivery, 'SUPERSEDED', 'a more urgent one is due as well');
    }
  }

  private address(reminder: ReminderRow, now: number): void {
    const snapshot = this.credentials.get(reminder.cid);
    for (const { channel, recipient } of snapshot ? this.parts.audience(snapshot) : []) {
      const isThere = ({ reminder: other, ...to }: DeliveryRow) =>
        other === reminder && to.channel === channel && to.recipient === recipient;
      if (this.deliveries.some(isThere)) continue;
      this.deliveries.push({
        ...{ reminder, channel, recipient, state: 'PENDING', reason: null, attempts: 0, nextAt: now, messageId: null },
      });
    }
  }
}

/** Ends a delivery for good. */
export function end(delivery: DeliveryRow, state: DeliveryRow['state'], reason: string | null): void {
  delivery.state = state;
  delivery.reason = reason;
}
