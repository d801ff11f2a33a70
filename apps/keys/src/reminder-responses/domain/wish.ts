import { DomainError, InvalidField } from '#libs/kernel';

/** What somebody wishes to do about the reminder that fell due last. */
export interface Wish {
  readonly kind: 'ACKNOWLEDGED' | 'SNOOZED';
  /** When it is to be due once more, and which field said so; absent unless it is snoozed. */
  readonly until?: { readonly at: Date; readonly field: 'until' | 'for' };
  readonly reason: string | null;
}

/** What was done about a reminder, as far as it can be done again. */
interface Response {
  readonly kind: Wish['kind'];
  readonly until: string | null;
  readonly reason: string | null;
  readonly leadDays: number;
}

/** What decides whether there is a reminder to do something about. */
interface Credential {
  readonly expiration: { readonly expiresAt: Date } | null;
  readonly replacedBy?: string | null;
}

/** The reminder that fell due last, and of which expiration it is, as the scheduler knows it. */
interface DueReminder {
  readonly leadDays: number;
  readonly expiresAt: string;
}

/** Somebody who clicks twice wishes once: how far apart two ends may be that are counted from now, in milliseconds. */
const SAME_FOR_MS = 5 * 60_000;

/** The reminder that there is to respond to. CONFLICT, saying why, if there is none. */
export function reminderToRespondTo<Due extends DueReminder>({ expiration, replacedBy }: Credential, due: Due | null): Due {
  if (!expiration) throw new DomainError('CONFLICT', 'This credential never expires, so nobody is reminded of it.');
  if (typeof replacedBy === 'string')
    throw new DomainError('CONFLICT', `Nobody is reminded of this credential any more: ${replacedBy} has replaced it.`);
  // The scheduler may not have heard yet that this expiration is another than the one it reminded of.
  if (due?.expiresAt === expiration.expiresAt.toISOString()) return due;
  throw new DomainError(
    'CONFLICT',
    'No reminder of this expiration has fallen due yet: there is none to acknowledge or to snooze.',
  );
}

/** Throws {@link InvalidField} for an end that is over, or that comes too late to remind anybody of anything. */
export function assertEndsInTime({ until }: Wish, { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date }): void {
  if (!until) return;
  if (until.at <= now) throw new InvalidField(until.field, until.field === 'until' ? 'must be in the future' : 'must be longer');
  if (until.at < expiresAt) return;
  throw new InvalidField(until.field, `must end before ${expiresAt.toISOString()}, when the credential expires`);
}

/** Whether a response says already what is wished. An end that is counted from now is the same for as long as people click twice. */
export function isSaidBy(response: Response | null, { kind, until, reason }: Wish, leadDays: number): boolean {
  if (response?.kind !== kind || response.reason !== reason || response.leadDays !== leadDays) return false;
  if (!until || response.until === null) return !until && response.until === null;
  const apart = Math.abs(until.at.getTime() - Date.parse(response.until));
  return until.field === 'until' ? apart === 0 : apart <= SAME_FOR_MS;
}
