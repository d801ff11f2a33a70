import { countedInWords, total } from './kinds.js';
import type { NoticeRow, Tally } from './notice.js';
import { shortened } from './untrusted-text.js';

/** Leaves room for the date: with the words around it a headline stays under 150 characters. */
const LONGEST_NAME = 80;

/** What a headline is made of: numbers, and the credentials at the ends of the list, which has the soonest expiry first. */
export interface HeadlineFacts {
  readonly tally: readonly Tally[];
  /** The most urgent of all. */
  readonly first: NoticeRow;
  /** The first and the last of those still to expire. */
  readonly coming: readonly [NoticeRow, NoticeRow] | undefined;
}

/**
 * What and when, on one line, for one credential or many.
 *
 * @example "API key 'ci-deploy' expires on 31 Mar 2027 (in 7 days)"
 * @example '12 API keys and 1 secret expire by 31 Mar 2027, the first tomorrow'
 */
export function headlineOf({ tally, first, coming }: HeadlineFacts): string {
  const all = total(tally);
  if (all === 1) return headlineOfOne(first);
  const over = tally.filter(({ expired }) => expired);
  const left = all - total(over);
  const future = coming ? futureOf(coming, left) : '';
  if (over.length === 0) return `${countedInWords(tally)} ${future}`;
  const past = `${countedInWords(over)} ${total(over) === 1 ? 'has' : 'have'} expired`;
  return future === '' ? past : `${past}, ${left} more ${future}`;
}

function headlineOfOne({ kind, name, expired, day, distance }: NoticeRow): string {
  const named = `${kind} '${shortened(name, LONGEST_NAME)}'`;
  return expired ? `${named} has expired (${day})` : `${named} expires on ${day} (${distance})`;
}

function futureOf([first, last]: readonly [NoticeRow, NoticeRow], count: number): string {
  const verb = count === 1 ? 'expires' : 'expire';
  return first.day === last.day
    ? `${verb} on ${last.day} (${first.distance})`
    : `${verb} by ${last.day}, the first ${first.distance}`;
}
