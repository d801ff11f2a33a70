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

/** Expiries are ISO texts of one form, so their order is the order of time. Equal ones go by name, so that lists are stable. */
function soonestFirst(one: NoticeSubject, other: NoticeSubject): number {
  const [a, b] = [one.credential.expiration?.expiresAt ?? '', other.credential.expiration?.expiresAt ?? ''];
  return (
    Date.parse(a) - Date.parse(b) ||
    compare(one.credential.name, other.credential.name) ||
    compare(one.credential.cid, other.credential.cid)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function consequenceOf(rows: readonly NoticeRow[]): string {
  const remedy = 'Rotate it, or choose a later date, before whatever uses it stops working.';
  const [first, ...others] = rows;
  if (others.length > 0)
    return 'Requests made with an expired key are refused (401 Unauthorized). Rotate the keys, or choose later dates, before whatever uses them stops working.';
  if (first?.expired) return 'Requests made with it are refused (401 Unauthorized). Issue a new key for whatever still uses it.';
  return `From then on, requests made with it are refused (401 Unauthorized). ${remedy}`;
}
