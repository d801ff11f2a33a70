import type { CredentialKind } from '#libs/contracts';
import { consequenceOf } from './consequence.js';
import { headlineOf } from './headline.js';
import { kindsAmong, kindsInWords } from './kinds.js';
import { mostRows, type Notice, type NoticeSubject } from './notice.js';
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

const USUAL_REASON =
  'You get this because a credential named here is yours, or was left to the admins of your workspace, or because your ' +
  'workspace sends its expiry reminders here.';

/**
 * The view model every channel renders: all words are chosen here, once. Throws if there is nothing to tell. The cost grows
 * with the credentials only as sorting them does: words are made for those that are shown.
 */
export function composeNotice({ subjects, now, consoleUrl, reason = USUAL_REASON }: NoticeParts): Notice {
  const home = consoleUrl.replace(/\/+$/, '');
  const inWords = (subject: NoticeSubject) => noticeRow(subject, { now, consoleUrl: home });
  const sorted = mostUrgentFirst(subjects, now);
  const endings = sorted.map((subject) => ({ kind: subject.credential.kind, expired: hasExpired(subject, now) }));
  const expired = endings.filter((ending) => ending.expired).length;
  const rows = sorted.slice(0, mostRows).map(inWords);
  const [first] = rows;
  if (!first) throw new Error('A notice needs a credential to be about.');
  const [soonest, latest] = [sorted[expired], sorted.at(-1)];
  const coming = soonest && latest ? ([inWords(soonest), inWords(latest)] as const) : undefined;
  const kinds = endings.map(({ kind }) => kind);
  return {
    subjects: sorted,
    headline: headlineOf({ kinds, expired, first, coming }),
    rows,
    more: sorted.length - rows.length,
    ...listOf(kindsAmong(kinds), home),
    consequence: consequenceOf(endings),
    reason: untrusted(reason, 300),
  };
}

function listOf([kind, ...others]: readonly CredentialKind[], consoleUrl: string): Pick<Notice, 'allUrl' | 'allWords'> {
  if (kind === undefined || others.length > 0) return { allUrl: `${consoleUrl}/inventory`, allWords: 'credentials' };
  return { allUrl: `${consoleUrl}/${kindsInWords[kind].path}`, allWords: kindsInWords[kind].many };
}
