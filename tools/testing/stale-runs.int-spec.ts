import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordProcess } from '../processes/process-record.js';
import { clearStaleRuns, RECORDS } from './stale-runs.js';

let parent: string;
beforeEach(() => void (parent = mkdtempSync(join(tmpdir(), 'curfew-stale-'))));
afterEach(() => rmSync(parent, { recursive: true }));

function run(name: string): string {
  mkdirSync(join(parent, name));
  return join(parent, name);
}

describe('clearStaleRuns', () => {
  it('ends what a killed run left behind, with everything its tests started', async () => {
    const folder = run('curfew-test-dead');
    writeFileSync(join(folder, RECORDS.runner), '1 another-boot 5\n');
    const nested = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });`;
    const jest = spawn(process.execPath, ['-e', `${nested} setInterval(() => {}, 1000); console.log('up')`], { detached: true });
    await once(jest.stdout, 'data');
    recordProcess(join(folder, RECORDS.jest), jest.pid ?? 0);
    const allEnded = once(jest, 'close');
    await clearStaleRuns(parent);
    // Closed only once the nested process, which shares the pipe, has ended too.
    await allEnded;
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves a run that is under way alone, and a folder that is not known to be one', async () => {
    recordProcess(join(run('curfew-test-mine'), RECORDS.runner), process.pid);
    run('curfew-test-unknown');
    await clearStaleRuns(parent);
    expect(['curfew-test-mine', 'curfew-test-unknown'].map((name) => existsSync(join(parent, name)))).toEqual([true, true]);
  });
});
