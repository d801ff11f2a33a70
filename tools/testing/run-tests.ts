import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endGroup } from '../processes/child.js';
import { recordProcess } from '../processes/process-record.js';
import { countTests, type JestResult } from './count-tests.js';
import { clearStaleRuns, RECORDS, RUN_FOLDER } from './stale-runs.js';
import { TestServices } from './test-services.js';

/** Whether the build before it had no errors, and what Jest is to be told. */
export interface TestCommand {
  readonly built: boolean;
  readonly args: readonly string[];
}

/**
 * Runs the tests with services of their own, leaves nothing running whatever happens, and prints `N passed, N failed` last.
 * Answers the exit code that tells the same.
 */
export async function runTests({ built, args }: TestCommand): Promise<number> {
  await clearStaleRuns();
  const folder = mkdtempSync(join(tmpdir(), RUN_FOLDER));
  recordProcess(join(folder, RECORDS.runner), process.pid);
  const services = new TestServices(folder, resolve(process.env['CURFEW_HOME'] ?? '.curfew', 'cache/redis'));
  const interrupted = interruption();
  console.log('Starting Postgres and looking for Redis …');
  const starting = services.start(console.log);
  const resultFile = join(folder, 'result.json');
  let jest: ChildProcess | undefined;
  let jestExitCode: number | null = null;
  try {
    await Promise.race([starting, interrupted]);
    jest = spawnJest([...args, '--json', `--outputFile=${resultFile}`], services.environment);
    if (jest.pid !== undefined) recordProcess(join(folder, RECORDS.jest), jest.pid);
    [jestExitCode] = (await Promise.race([once(jest, 'exit'), interrupted])) as [number | null];
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
  const result = existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, 'utf8')) as JestResult) : undefined;
  if (jest) await endGroup(jest);
  // What is in the middle of its start can't be ended yet.
  await starting;
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
  return report({ built, result, jestExitCode });
}

/** A group of its own: whatever its tests start belongs to it, and ends with it. */
function spawnJest(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const options = [process.env['NODE_OPTIONS'], '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const env = { ...process.env, ...environment, NODE_OPTIONS: options.filter(Boolean).join(' ') };
  return spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function interruption(): Promise<never> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of signals) process.on(signal, () => reject(new Error(`The tests were interrupted (${signal}).`)));
  });
  // It may never be raced against when it comes late.
  interrupted.catch(() => undefined);
  return interrupted;
}

function report(outcome: Parameters<typeof countTests>[0]): number {
  if (!outcome.built) console.log('The build has errors (above); that counts as one failure.');
  if (outcome.result && outcome.result.numRuntimeErrorTestSuites > 0)
    console.log('A suite that could not be loaded counts as one failure.');
  const { passed, failed } = countTests(outcome);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
