import { setTimeout as pause } from 'node:timers/promises';

/** What is waited for, in words that finish "never happened: …", and for how long (10,000 ms unless told). */
export interface Wait {
  readonly what: string;
  readonly withinMs?: number;
}

/** What a probe may answer: a value, or one of those that mean "not yet". */
type Answer<T> = T | undefined | null | false;

/**
 * Asks the probe again and again until it yields a value, and answers that value. `undefined`, `null`, `false` and a thrown
 * error mean "not yet". Fails with a sentence that tells what never happened, and with the probe's last error as its cause.
 * This is the only place where tests wait.
 *
 * @example const email = await until(() => inbox.find(isForAlice), { what: 'an email to Alice' });
 */
export async function until<T>(probe: () => Answer<T> | Promise<Answer<T>>, { what, withinMs = 10_000 }: Wait): Promise<T> {
  const end = performance.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw neverHappened({ what, withinMs, cause });
    await pause(20);
  }
}

function neverHappened({ what, withinMs, cause }: { what: string; withinMs: number; cause: unknown }): Error {
  const last = cause instanceof Error ? ` Last error: ${cause.message}` : '';
  return new Error(`Waited ${withinMs} ms, and this never happened: ${what}.${last}`, { cause });
}
