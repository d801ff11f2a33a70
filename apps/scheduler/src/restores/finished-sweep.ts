/** A sweep that has finished: the how manieth, and when by the database's clock. */
export interface FinishedSweep {
  readonly number: number;
  readonly at: Date;
}
