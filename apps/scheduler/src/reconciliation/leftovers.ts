/** What became of differences: how many copies were left as they are, and why. */
export interface Leftovers {
  readonly ahead: number;
  readonly unknown: number;
  readonly failed: number;
}
