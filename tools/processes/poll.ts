import { setTimeout as pause } from 'node:timers/promises';

/** What is waited for: it finishes "… in time: …". Nothing is waited for longer than `withinMs`. */
export interface Poll {
  readonly what: string;
  readonly withinMs: number;
  /** Ends the waiting early by throwing, when the awaited can't happen any more. */
  readonly giveUp?: () => void;
}

/** Asks until the answer is true; an error means "not yet". Throws a sentence when the time is over. */
export async function poll(probe: () => Promise<boolean>, { what, withinMs, giveUp }: Poll): Promise<void> {
  const end = performance.now() + withinMs;
  for (;;) {
    giveUp?.();
    if (await probe().catch(() => false)) return;
    if (performance.now() >= end) throw new Error(`This did not happen within ${withinMs / 1000} s: ${what}.`);
    await pause(50);
  }
}
