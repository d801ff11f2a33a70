import type { CredentialKind } from '#libs/contracts';
import { consequenceOf } from './consequence.js';
import { headlineOf } from './headline.js';
import { kindsAmong, kindsInWords, total } from './kinds.js';
import { mostRows, type Notice, type NoticeSubject, type Tally } from './notice.js';
import { noticeRow } from './notice-row.js';
import { untrusted } from './untrusted-text.js';
import { hasExpired, mostUrgentFirst } from './urgency.js';

/** What a message is made of. */
export interface NoticeParts {
  /**
   * The credentials, at least one, each with an expiration. With a `tally` of all there are, the most urgent are enough, and the
   * first and the last of those still to expire.
   */
  readonly subjects: readonly NoticeSubject[];
  readonly tally?: readonly Tally[];
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
 * The view model every channel renders: all words are chosen here, once. Throws if there is nothing to tell.
 */
export function composeNotice({
  subjects,
  now,
  tally = tallyOf(subjects, now),
  consoleUrl,
  reason = USUAL_REASON,
}: NoticeParts): Notice {
  const home = consoleUrl.replace(/\/+$/, '');
  const inWords = (subject: NoticeSubject) => noticeRow(subject, { now, consoleUrl: home });
  const sorted = mostUrgentFirst(subjects, now);
  const rows = sorted.slice(0, mostRows).map(inWords);
  const [first] = rows;
  if (!first) throw new Error('A notice needs a credential to be about.');
  const ahead = sorted.filter((subject) => !hasExpired(subject, now));
  const [soonest, latest] = [ahead.at(0), ahead.at(-1)];
  const coming = soonest && latest ? ([inWords(soonest), inWords(latest)] as const) : undefined;
  return {
    headline: headlineOf({ tally, first, coming }),
    rows,
    more: total(tally) - rows.length,
    ...listOf(kindsAmong(tally.map(({ kind }) => kind)), home),
    consequence: consequenceOf(tally),
    reason: untrusted(reason, 300),
  };
}

function tallyOf(subjects: readonly NoticeSubject[], now: Date): Tally[] {
  return subjects.map((subject) => ({ kind: subject.credential.kind, expired: hasExpired(subject, now), count: 1 }));
}

function listOf([kind, ...others]: readonly CredentialKind[], consoleUrl: string): Pick<Notice, 'allUrl' | 'allWords'> {
  if (kind === undefined || others.length > 0) return { allUrl: `${consoleUrl}/inventory`, allWords: 'credentials' };
  return { allUrl: `${consoleUrl}/${kindsInWords[kind].path}`, allWords: kindsInWords[kind].many };
}
