import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endLeftover } from './leftovers.js';
import { claim, recordedProcess, recordProcess } from './process-record.js';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'curfew-record-'))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function sleeper(script = ''): Promise<{ pid: number; exited: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ['-e', `${script};setInterval(() => {}, 1000);console.log('up')`]);
  children.push(child);
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, exited: once(child, 'exit') };
}

describe('recordedProcess', () => {
  it('knows a process that runs, and that it has ended', async () => {
    const file = join(folder, 'part');
    const { pid, exited } = await sleeper();
    recordProcess(file, pid);
    expect(recordedProcess(file)).toBe(pid);
    process.kill(pid, 'SIGKILL');
    await exited;
    expect(recordedProcess(file)).toBeUndefined();
  });

  it('is not fooled by another process that was given the same id', () => {
    const file = join(folder, 'part');
    recordProcess(file, process.pid);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/\d(\n)?$/, (digit) => String((Number(digit) + 1) % 10) + '\n'),
    );
    expect(recordedProcess(file)).toBeUndefined();
  });

  it('knows nothing where there is no record, or half of one', () => {
    expect(recordedProcess(join(folder, 'none'))).toBeUndefined();
    writeFileSync(join(folder, 'half'), '12');
    expect(recordedProcess(join(folder, 'half'))).toBeUndefined();
  });
});

describe('claim', () => {
  it('is refused while the holder runs, naming it', async () => {
    const file = join(folder, 'stack');
    const { pid } = await sleeper();
    recordProcess(file, pid);
    expect(claim(file)).toBe(pid);
  });

  it('takes over from a holder that was killed, and leaves nothing beside the claim', () => {
    const file = join(folder, 'stack');
    writeFileSync(file, '1 another-boot 5\n');
    expect(claim(file)).toBeUndefined();
    expect(recordedProcess(file)).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['stack']);
  });
});

describe('endLeftover', () => {
  it('ends what an earlier start left behind', async () => {
    const record = join(folder, 'part');
    const { pid, exited } = await sleeper();
    recordProcess(record, pid);
    expect(await endLeftover({ record, stopSignal: 'SIGTERM' })).toBe(true);
    expect((await exited)[1]).toBe('SIGTERM');
  });

  it('touches nothing when there is nothing left', async () => {
    expect(await endLeftover({ record: join(folder, 'none'), stopSignal: 'SIGTERM' })).toBe(false);
  });
});
