import { headlineOf } from './headline.js';
import { mostRows, type Notice, type NoticeRow, type NoticeSubject } from './notice.js';
import { noticeRow } from './notice-row.js';
import { untrusted } from './untrusted-text.js';
import { hasExpired, mostUrgentFirst } from './urgency.js';

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

const USUAL_REASON = 'You get this because a key named here is yours, or because your workspace sends its expiry reminders here.';

/**
 * The view model every channel renders: all words are chosen here, once. Throws if there is nothing to tell. The cost grows
 * with the credentials only as sorting them does: words are made for those that are shown.
 */
export function composeNotice({ subjects, now, consoleUrl, reason = USUAL_REASON }: NoticeParts): Notice {
  const allUrl = `${consoleUrl.replace(/\/+$/, '')}/keys`;
  const inWords = (subject: NoticeSubject) => noticeRow(subject, { now, keysUrl: allUrl });
  const sorted = mostUrgentFirst(subjects, now);
  const expired = sorted.filter((subject) => hasExpired(subject, now)).length;
  const rows = sorted.slice(0, mostRows).map(inWords);
  const [first] = rows;
  if (!first) throw new Error('A notice needs a credential to be about.');
  const [soonest, latest] = [sorted[expired], sorted.at(-1)];
  const coming = soonest && latest ? ([inWords(soonest), inWords(latest)] as const) : undefined;
  return {
    subjects: sorted,
    headline: headlineOf({ count: sorted.length, expired, first, coming }),
    rows,
    more: sorted.length - rows.length,
    allUrl,
    consequence: consequenceOf(rows, expired === sorted.length),
    reason: untrusted(reason, 300),
  };
}

function consequenceOf(rows: readonly NoticeRow[], allExpired: boolean): string {
  const one = rows.length === 1;
  const refused = 'are refused (401 Unauthorized)';
  if (allExpired)
    return `Requests made with ${one ? 'it' : 'them'} ${refused}. Issue ${one ? 'a new key' : 'new keys'} for whatever still needs access.`;
  return one
    ? `After that, requests made with it ${refused}. Rotate it, or choose a later date, before whatever uses it stops working.`
    : `Requests made with an expired key ${refused}. Rotate the keys, or choose later dates, before whatever uses them stops working.`;
}
