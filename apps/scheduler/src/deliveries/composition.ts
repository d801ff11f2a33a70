import { composeNotice, type Notice } from '../notices/index.js';
import type { ClaimedMessage, ClaimedSubject } from './claimed-message.js';

/** Subjects that no words could be found for, all for one reason. */
export interface Untold {
  readonly reason: string;
  readonly subjects: readonly ClaimedSubject[];
}

/** A message in words; or why there are none, and which of its subjects are to blame, if any is by itself. */
export type Composition = { readonly notice: Notice } | { readonly failure: string; readonly untold: readonly Untold[] };

/**
 * Puts a message into words. A credential that can't be put into any (its zone is not known here, for one) is found, so that it
 * does not keep the others of its digest from being told. Never throws.
 */
export function compose({ subjects, tally, now }: ClaimedMessage, consoleUrl: string): Composition {
  const whole = attempt(() => composeNotice({ subjects, tally, now, consoleUrl }));
  if ('made' in whole) return { notice: whole.made };
  const failures = new Map<string, ClaimedSubject[]>();
  for (const subject of subjects) {
    const alone = attempt(() => composeNotice({ subjects: [subject], now, consoleUrl }));
    if ('failure' in alone) failures.set(alone.failure, [...(failures.get(alone.failure) ?? []), subject]);
  }
  return { failure: whole.failure, untold: [...failures].map(([reason, untold]) => ({ reason, subjects: untold })) };
}

function attempt<T>(make: () => T): { readonly made: T } | { readonly failure: string } {
  try {
    return { made: make() };
  } catch (error) {
    return { failure: notMade(error) };
  }
}

const LONGEST_REASON = 300;

/** Why a message could not be made, to be stored and shown. */
export function notMade(error: unknown): string {
  return `the message could not be made: ${String(error)}`.slice(0, LONGEST_REASON);
}
