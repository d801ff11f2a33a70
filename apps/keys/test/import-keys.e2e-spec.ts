import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { csv, foreignKey, Importing, sha256 } from './importing.js';
import { KeysService, pepper } from './keys-service.js';

let service: KeysService;
let importing: Importing;
let env: Record<string, string>;

beforeAll(async () => {
  service = await KeysService.start();
  importing = await Importing.into(service);
  env = { DATABASE_URL: service.databaseUrl, KEY_PEPPERS: pepper('test', 1) };
});

afterAll(async () => {
  await importing.stop();
  await service.stop();
});

const COMMAND = ['tools/curfew.mjs', 'import-keys'];

/** How the command ended, and what it wrote. */
async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const ran = promisify(execFile)(process.execPath, [...COMMAND, ...args], { env });
  return ran.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

/** The whole process starts at each run, which takes as long as it takes. */
const PATIENCE = 300_000;

const file = (...lines: readonly string[]) => importing.file(csv('name,hash,roles', ...lines));

it(
  'ends with 0 when every key is here, after a dry run as well as a second time',
  async () => {
    const key = foreignKey();
    const good = file(`e2e,${sha256(key)},ADMIN`);
    const [dry, first, second] = [await run('--dry-run', good), await run(good), await run(good)];
    expect([dry.code, first.code, second.code]).toEqual([0, 0, 0]);
    expect(dry.stdout).toMatch(/^1 would be imported, 0 here already, 0 refused/);
    expect(first.stdout).toMatch(/^1 imported, 0 here already, 0 refused/);
    expect(second.stdout).toMatch(/^0 imported, 1 here already, 0 refused/);
    expect(first.stderr).toBe('line 2: warning: gives the role ADMIN, which may do everything\n');
    expect((await service.as(key).list()).status).toBe(200);
  },
  PATIENCE,
);

it(
  'ends with 1 when some keys are not here, and lists why without repeating them',
  async () => {
    const key = foreignKey();
    const half = file(`e2e,${sha256(foreignKey())},USER`, `e2e,${key},USER`);
    const { code, stdout, stderr } = await run(half);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^1 imported, 0 here already, 1 refused/)]);
    expect(stderr).toContain('line 3: hash: must be the SHA-256');
    expect(stderr).not.toContain(key);
    expect(existsSync(`${half}.errors.csv`)).toBe(true);
  },
  PATIENCE,
);

it.each([
  ['no file', []],
  ['a file that is not there', ['/nowhere.csv']],
  ['two files', ['a.csv', 'b.csv']],
  ['what it does not know', ['a.csv', '--force']],
])(
  'ends with 2 when it is given %s',
  async (_, args) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^Nothing was imported: /)]);
  },
  PATIENCE,
);

it(
  'says what it does with --help, and needs nothing for that',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...COMMAND, '--help'], { env: {} });
    expect(stdout).toContain('Usage: import-keys <file.csv>');
  },
  PATIENCE,
);

it(
  'ends after its chunk at Ctrl-C, with what is in, and goes on from there the next time',
  async () => {
    const lines = Array.from({ length: 2_000 }, (_, place) => `stopped ${place},${sha256(foreignKey())},USER`);
    const path = file(...lines);
    const count = async () => {
      const sql = `SELECT count(*)::int AS count FROM keys.api_keys WHERE name LIKE 'stopped %'`;
      return (await service.query<{ count: number }>(sql))[0]?.count ?? 0;
    };
    const child = spawn(process.execPath, [...COMMAND, path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(async () => (await count()) > 0, { what: 'the first chunk is in', withinMs: 120_000 });
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([1, null]);
    const stopped = await count();
    expect(said).toContain('Stopped before the end.');
    expect([stopped % 100, stopped < 2_000]).toEqual([0, true]);
    expect((await run('--dry-run', path)).stdout).toContain(`would be imported, ${stopped.toLocaleString('en-US')} here already`);
  },
  PATIENCE,
);
