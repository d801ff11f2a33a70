/** How long to wait, in ms, before the start that follows this many failures in a row: half a second, doubled up to 30 s. */
export function backOffMs(failures: number): number {
  return Math.min(500 * 2 ** Math.max(0, failures - 1), 30_000);
}
