const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes on the Ctrl-C that the terminal has sent us already: two signals this close are one person's one wish. */
const SAME_WISH_MS = 1000;

/** How often a stack that npm started looks whether npm is still there, in milliseconds. */
const ORPHAN_CHECK_MS = 500;

/** Resolves at the first signal to stop; calls `hurry` at every later one. `nowMs` is any clock that only goes forward. */
export function stopAsked(hurry: () => void, nowMs: () => number = () => performance.now()): Promise<void> {
  // The terminal may be gone by then; there is nobody left to tell.
  process.stdout.on('error', () => undefined);
  return new Promise((resolve) => {
    let first: number | undefined;
    const hear = () => {
      const now = nowMs();
      if (first === undefined) resolve();
      else if (now - first > SAME_WISH_MS) hurry();
      first ??= now;
    };
    for (const signal of SIGNALS) process.on(signal, hear);
    if (process.env['npm_lifecycle_event'] === 'start') onceOrphaned(hear);
  });
}

/** A signal to npm alone ends npm and its shell, which doesn't pass it on: all we see is that our parent is another. */
function onceOrphaned(hear: () => void): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    hear();
  }, ORPHAN_CHECK_MS);
  check.unref();
}
