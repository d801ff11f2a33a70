import type { NoticeRow } from './notice.js';
import { shortened } from './untrusted-text.js';

/** Leaves room for the date: with the words around it a headline stays under 150 characters. */
const LONGEST_NAME = 80;

/**
 * What and when, on one line, for one credential or many; the rows come with the soonest expiry first.
 *
 * @example "API key 'ci-deploy' expires on 31 Mar 2027 (in 7 days)"
 * @example '12 API keys expire by 31 Mar 2027, the first tomorrow'
 */
export function headlineOf(rows: readonly NoticeRow[]): string {
  const [only, ...others] = rows;
  if (only && others.length === 0) return headlineOfOne(only);
  const expired = rows.filter((row) => row.expired).length;
  const coming = comingInWords(rows.filter((row) => !row.expired));
  if (expired === 0) return `${rows.length} ${kindOf(rows)} ${coming}`;
  const past = `${expired} ${kindOf(rows.slice(0, expired))} ${expired === 1 ? 'has' : 'have'} expired`;
  return expired === rows.length ? past : `${past}, ${rows.length - expired} more ${coming}`;
}

function headlineOfOne({ kind, name, expired, day, distance }: NoticeRow): string {
  const named = `${kind} '${shortened(name, LONGEST_NAME)}'`;
  return expired ? `${named} has expired (${day})` : `${named} expires on ${day} (${distance})`;
}

function comingInWords(rows: readonly NoticeRow[]): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return '';
  const verb = rows.length === 1 ? 'expires' : 'expire';
  return first.day === last.day
    ? `${verb} on ${last.day} (${first.distance})`
    : `${verb} by ${last.day}, the first ${first.distance}`;
}

function kindOf(rows: readonly NoticeRow[]): string {
  const kind = rows[0]?.kind ?? '';
  return rows.length === 1 ? kind : `${kind}s`;
}
