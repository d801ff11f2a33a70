import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { isRunning } from '../processes/child.js';
import { poll } from '../processes/poll.js';
import { recordedProcess } from '../processes/process-record.js';
import { Home } from './home.js';
import { spawnNode } from './node-process.js';
import { type PartPlan } from './part.js';
import { place } from './service-parts.js';
import { Stack } from './stack.js';

let home: Home;
let said: string[];
let stack: Stack;
beforeEach(() => {
  home = new Home(mkdtempSync(join(tmpdir(), 'curfew-stack-'))).open();
  said = [];
  stack = new Stack((sentence) => said.push(sentence));
});
afterEach(async () => {
  await stack.stop();
  rmSync(home.folder, { recursive: true });
});

/** A small real program as a part; it works once it has written "working". */
function part(name: string, script: string): PartPlan {
  const entry = home.path(`${name}.cjs`);
  writeFileSync(entry, `const name = ${JSON.stringify(name)}; const fs = require('fs'); ${script}`);
  const plan = place(home, name);
  let heard: string[] = [];
  return {
    ...plan,
    stopSignal: 'SIGTERM',
    forceSignal: 'SIGKILL',
    spawn: () => {
      const lines: string[] = (heard = []);
      return spawnNode({ entry, env: {}, logFile: plan.logFile, hear: (line) => lines.push(line) });
    },
    answers: (child) =>
      poll(() => Promise.resolve(heard.includes('working')), {
        what: `${name} works`,
        withinMs: 5000,
        giveUp: () => {
          if (!isRunning(child)) throw new Error(`${name} ended while it was starting.`);
        },
      }),
  };
}

const works = `console.log('working'); setInterval(() => {}, 1000);`;
const tellsItsEnd = (file: string) =>
  `process.on('SIGTERM', () => { fs.appendFileSync(${JSON.stringify(file)}, name + ' '); process.exit(); });`;
const pidOf = (name: string) => recordedProcess(home.record(name));
const hears = (text: string) => until(() => said.find((sentence) => sentence.includes(text)), { what: `"${text}" is said` });

describe('Stack', () => {
  it('ends its parts in the opposite order of their start', async () => {
    const ends = home.path('ends');
    await stack.add([part('database', tellsItsEnd(ends) + works)]);
    await stack.add([part('service', tellsItsEnd(ends) + works)]);
    await stack.stop();
    expect(readFileSync(ends, 'utf8')).toBe('service database ');
    expect([pidOf('database'), pidOf('service')]).toEqual([undefined, undefined]);
  });

  it('shows that a part crashed, and starts it again', async () => {
    await stack.add([part('service', works)]);
    const first = pidOf('service') ?? 0;
    process.kill(first, 'SIGKILL');
    await hears('service ended by itself (SIGKILL); starting it again in 0.5 s. Its log: ');
    await hears('service is back.');
    expect(pidOf('service')).not.toBe(first);
    expect(pidOf('service')).toBeDefined();
  });

  it('waits longer before each new try while a part does not come back', async () => {
    const broken = home.path('broken');
    await stack.add([part('service', `if (fs.existsSync(${JSON.stringify(broken)})) process.exit(3); ${works}`)]);
    writeFileSync(broken, '');
    process.kill(pidOf('service') ?? 0, 'SIGKILL');
    await hears('service did not come back: service ended while it was starting.');
    await hears('service ended by itself (exit code 3); starting it again in 1 s.');
    rmSync(broken);
    await hears('service is back.');
  });

  it('fails to start, naming the log, when a part ends before it works', async () => {
    await expect(stack.add([part('service', 'process.exit(3)')])).rejects.toThrow(
      `service ended while it was starting. Its log: ${home.log('service')}`,
    );
  });

  it('leaves nothing behind when it is stopped in the middle of a start', async () => {
    const start = stack.add([part('service', 'setInterval(() => {}, 1000)')]);
    const outcome = expect(start).rejects.toThrow('ended while it was starting');
    const pid = await until(() => pidOf('service'), { what: 'the part runs' });
    await stack.stop();
    await outcome;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(stack.add([part('other', works)])).rejects.toThrow('was stopped while it was starting');
  });

  it('ends a part that won’t end when it is told to hurry', async () => {
    await stack.add([part('service', `process.on('SIGTERM', () => console.log('not yet')); ${works}`)]);
    const stopped = stack.stop();
    await until(() => readFileSync(home.log('service'), 'utf8').includes('not yet'), { what: 'the part refuses' });
    stack.hurry();
    await stopped;
    expect(pidOf('service')).toBeUndefined();
  });

  it('fails when a task does not end well', async () => {
    const task = (code: number) => part('task', `process.exit(${code})`).spawn() as ChildProcess;
    await stack.finish('The task', () => task(0));
    await expect(stack.finish('The task', () => task(1))).rejects.toThrow('The task failed.');
  });
});
