import { describe, expect, it } from '@jest/globals';
import { countTests } from './count-tests.js';

const good = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

describe('countTests', () => {
  it('says nothing failed of a run in which everything passed', () => {
    expect(countTests({ result: good, jestExitCode: 0, built: true })).toEqual({ passed: 7, failed: 0 });
  });

  it('counts a suite that could not be loaded as a failure', () => {
    const result = { ...good, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    expect(countTests({ result, jestExitCode: 1, built: true })).toEqual({ passed: 7, failed: 3 });
  });

  it('counts a build with errors as a failure, even when every test passed', () => {
    expect(countTests({ result: good, jestExitCode: 0, built: false })).toEqual({ passed: 7, failed: 1 });
  });

  it('counts a failure when Jest found no test, or ended in trouble it did not name', () => {
    expect(countTests({ result: good, jestExitCode: 1, built: true }).failed).toBe(1);
  });

  it('counts a failure when Jest wrote no result', () => {
    expect(countTests({ result: undefined, jestExitCode: null, built: true })).toEqual({ passed: 0, failed: 1 });
  });
});
