import { createHash } from 'node:crypto';
import type { KeyExpiredEvent, KeyExpiringEvent } from '#libs/contracts';
import type { OutgoingEvent } from '../channels/index.js';
import type { ClaimedMessage, ClaimedSubject } from './claimed-message.js';

/** What a message to a machine says: about the one credential that it is about. */
export function outgoingEvent({ subjects: [subject], count, recipient }: ClaimedMessage): OutgoingEvent | undefined {
  if (!subject || count > 1) return undefined;
  const type = subject.expired ? 'credential.expired' : 'credential.expiring';
  const occurredAt = subject.expired ? subject.expiresAt : subject.firedAt;
  return { id: idOf(subject, { type, recipient }), type, occurredAt, data: dataOf(subject) };
}

/**
 * Of what is owed, and of nothing that a database counts: the same at every try, under whatever message, and still the same if the
 * ledger comes back from a backup that does not know that it was sent.
 */
function idOf({ credential: { cid }, expiry, leadDays }: ClaimedSubject, about: { type: string; recipient: string }): string {
  const owed = JSON.stringify([cid, expiry, leadDays, about.recipient, about.type]);
  return `wm${createHash('sha256').update(owed).digest('hex').slice(0, 32)}`;
}

/** What the events KeyExpiring and KeyExpired carry. */
function dataOf({
  credential,
  expired,
  expiresAt,
  leadDays,
}: ClaimedSubject): KeyExpiringEvent['data'] | KeyExpiredEvent['data'] {
  const ending = { ...credential, expiresAt: expiresAt.toISOString() };
  return expired ? ending : { ...ending, leadDays };
}
