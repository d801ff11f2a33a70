import type { CredentialKind } from '#libs/contracts';
import { capitalised, kindsAmong, kindsInWords, total } from './kinds.js';
import type { Tally } from './notice.js';

/** What stops working, and what to do about it: two sentences for each kind that a message is about. */
export function consequenceOf(tally: readonly Tally[]): string {
  const kinds = kindsAmong(tally.map(({ kind }) => kind));
  return kinds.map((kind) => sentencesOn(kind, tally)).join(' ');
}

function sentencesOn(kind: CredentialKind, tally: readonly Tally[]): string {
  const { stops, before, after } = kindsInWords[kind];
  const alike = tally.filter((one) => one.kind === kind);
  const over = alike.every(({ expired }) => expired);
  const todo = (over ? after : before)[total(alike) === 1 ? 'one' : 'many'];
  if (total(tally) > 1) return `${capitalised(stops.any)}. ${todo}`;
  return over ? `${capitalised(stops.lone)}. ${todo}` : `After that, ${stops.lone}. ${todo}`;
}
