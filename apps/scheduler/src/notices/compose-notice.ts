import type { CredentialSnapshot } from '#libs/contracts';
import { headlineOf } from './headline.js';
import { mostRows, type Notice, type NoticeRow, type NoticeSubject } from './notice.js';
import { noticeRow } from './notice-row.js';
import { untrusted } from './untrusted-text.js';

/** What a message is made of. */
export interface NoticeParts {
  /** The credentials, at least one, each with an expiration. */
  readonly subjects: readonly NoticeSubject[];
  /** The instant at which the message is made: "tomorrow" is said as seen from here. */
  readonly now: Date;
  /** Where people manage their credentials: `CONSOLE_URL`. */
  readonly consoleUrl: string;
  /** Why the recipient gets this, as a sentence; without it, a sentence that fits everybody. */
  readonly reason?: string;
}

const USUAL_REASON =
  'You get this because you own it, or because your workspace sends its expiry reminders to this address or channel.';

/** The view model every channel renders: all words are chosen here, once. Throws if there is nothing to tell. */
export function composeNotice({ subjects, now, consoleUrl, reason = USUAL_REASON }: NoticeParts): Notice {
  const keysUrl = `${consoleUrl.replace(/\/+$/, '')}/keys`;
  const sorted = [...subjects].sort(soonestFirst);
  const rows = sorted.map((subject) => noticeRow(subject, { now, keysUrl }));
  if (rows.length === 0) throw new Error('A notice needs a credential to be about.');
  return {
    subjects: sorted,
    headline: headlineOf(rows),
    rows: rows.slice(0, mostRows),
    more: Math.max(0, rows.length - mostRows),
    allUrl: keysUrl,
    consequence: consequenceOf(rows),
    reason: untrusted(reason, 300),
  };
}

const names = new Intl.Collator('en', { numeric: true });

function soonestFirst({ credential: one }: NoticeSubject, { credential: other }: NoticeSubject): number {
  return expiryOf(one) - expiryOf(other) || names.compare(one.name, other.name) || names.compare(one.cid, other.cid);
}

function expiryOf({ expiration }: CredentialSnapshot): number {
  return Date.parse(expiration?.expiresAt ?? '');
}

function consequenceOf(rows: readonly NoticeRow[]): string {
  const one = rows.length === 1;
  const refused = 'are refused (401 Unauthorized)';
  if (rows.every(({ expired }) => expired))
    return `Requests made with ${one ? 'it' : 'them'} ${refused}. Issue ${one ? 'a new key' : 'new keys'} for whatever still needs access.`;
  return one
    ? `After that, requests made with it ${refused}. Rotate it, or choose a later date, before whatever uses it stops working.`
    : `Requests made with an expired key ${refused}. Rotate the keys, or choose later dates, before whatever uses them stops working.`;
}
