import type { CredentialKind } from '#libs/contracts';
import { capitalised, kindsAmong, kindsInWords } from './kinds.js';

/** A credential, as far as it decides what stops working. */
interface Ending {
  readonly kind: CredentialKind;
  readonly expired: boolean;
}

/** What stops working, and what to do about it: two sentences for each kind that a message is about. */
export function consequenceOf(credentials: readonly Ending[]): string {
  const kinds = kindsAmong(credentials.map(({ kind }) => kind));
  return kinds.map((kind) => sentencesOn(kind, credentials)).join(' ');
}

function sentencesOn(kind: CredentialKind, credentials: readonly Ending[]): string {
  const { stops, before, after } = kindsInWords[kind];
  const alike = credentials.filter((one) => one.kind === kind);
  const over = alike.every(({ expired }) => expired);
  const todo = (over ? after : before)[alike.length === 1 ? 'one' : 'many'];
  if (credentials.length > 1) return `${capitalised(stops.any)}. ${todo}`;
  return over ? `${capitalised(stops.lone)}. ${todo}` : `After that, ${stops.lone}. ${todo}`;
}
