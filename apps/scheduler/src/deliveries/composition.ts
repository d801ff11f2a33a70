import { composeNotice, type Notice } from '../notices/index.js';
import type { ClaimedMessage, ClaimedSubject } from './claimed-message.js';

/** Subjects that no words could be found for, all for one reason. */
export interface Untold {
  readonly reason: string;
  readonly subjects: readonly ClaimedSubject[];
}

/** A message as far as it can be told. */
export interface Composition {
  /** `undefined` if nothing of it can be told. */
  readonly notice: Notice | undefined;
  readonly told: readonly ClaimedSubject[];
  readonly untold: readonly Untold[];
}

/**
 * Puts a message into words. A credential that can't be put into any (its zone is not known here, for one) is left out, so
 * that it does not keep the others of its digest from being told. Never throws.
 */
export function compose({ subjects, now }: ClaimedMessage, consoleUrl: string): Composition {
  const noticeAbout = (some: readonly ClaimedSubject[]) => composeNotice({ subjects: some, now, consoleUrl });
  const all = attempt(() => noticeAbout(subjects));
  if ('made' in all) return { notice: all.made, told: subjects, untold: [] };
  const failures = new Map<string, ClaimedSubject[]>();
  const told = subjects.filter((subject) => {
    const alone = attempt(() => noticeAbout([subject]));
    if ('failure' in alone) failures.set(alone.failure, [...(failures.get(alone.failure) ?? []), subject]);
    return 'made' in alone;
  });
  const rest = attempt(() => noticeAbout(told));
  if ('failure' in rest) return { notice: undefined, told: [], untold: [{ reason: all.failure, subjects }] };
  return { notice: rest.made, told, untold: [...failures].map(([reason, untold]) => ({ reason, subjects: untold })) };
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
