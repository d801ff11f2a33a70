/** What is read of the file that `jest --json` writes. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** How a whole run went, as `npm test` reports it. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Everything that decides how a run went. */
export interface Outcome {
  /** Absent when Jest ended without writing one. */
  readonly result: JestResult | undefined;
  readonly jestExitCode: number | null;
  readonly built: boolean;
}

/**
 * Counts tests. A suite that could not be loaded and a build with errors count as one failure each; so does a Jest that
 * reports trouble without naming a test. So "0 failed" is never said of a run that was not good.
 */
export function countTests({ result, jestExitCode, built }: Outcome): Tally {
  const named = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0) + (built ? 0 : 1);
  const troubled = result === undefined || jestExitCode !== 0;
  return { passed: result?.numPassedTests ?? 0, failed: named === 0 && troubled ? 1 : named };
}
