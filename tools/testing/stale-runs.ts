import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftover } from '../processes/leftovers.js';
import { recordedProcess } from '../processes/process-record.js';
import { POSTGRES_STOP } from '../services/postgres.js';

/** How the folder of every run begins. */
export const RUN_FOLDER = 'curfew-test-';

/** The files of a run's folder in which its processes are noted. */
export const RECORDS = { runner: 'runner.pid', jest: 'jest.pid', postgres: 'postgres.pid' } as const;

/** Ends what runs that were killed left behind below `parent`, and removes their folders. Runs under way are left alone. */
export async function clearStaleRuns(parent = tmpdir()): Promise<void> {
  const runs = readdirSync(parent).filter((name) => name.startsWith(RUN_FOLDER));
  for (const folder of runs.map((name) => join(parent, name))) {
    const runner = join(folder, RECORDS.runner);
    // Without a record it is somebody else's, or was made a moment ago.
    if (!existsSync(runner) || recordedProcess(runner) !== undefined) continue;
    const jest = recordedProcess(join(folder, RECORDS.jest));
    if (jest !== undefined) process.kill(-jest, 'SIGKILL');
    await endLeftover({ record: join(folder, RECORDS.postgres), stopSignal: POSTGRES_STOP });
    rmSync(folder, { recursive: true, force: true });
  }
}
