import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** A process that reads its environment, as built, and prints what it got. */
const SCRIPT = `
  import { z } from 'zod';
  import { commaList, defineEnv, port } from '#libs/config';

  const schema = z.object({
    DOOR_URL: z.url({ error: 'must be a URL' }),
    DOOR_PORT: port.default(3000),
    DOOR_PASSWORD: z.string().optional(),
    DOOR_NAMES: commaList.default([]),
  });
  console.log(JSON.stringify(defineEnv(schema)));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'curfew-env-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file that holds a value, and its path. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the process says of its environment. */
function read(env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; values: unknown; errors: string[] }>((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', SCRIPT], { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, values: stdout === '' ? undefined : JSON.parse(stdout), errors: stderr.split('\n').filter(Boolean) });
    });
  });
}

const DOOR_URL = 'http://door';

describe('a process with a right environment', () => {
  it('gets its values, with defaults for what is absent or empty', async () => {
    const { code, values } = await read({ DOOR_URL, DOOR_PORT: '', DOOR_PASSWORD: '', DOOR_NAMES: ' front, ,back ' });
    expect([code, values]).toEqual([0, { DOOR_URL, DOOR_PORT: 3000, DOOR_NAMES: ['front', 'back'] }]);
  });

  it('reads any variable from a file, without the line break at its end', async () => {
    const env = { DOOR_URL_FILE: file('url', `${DOOR_URL}\n`), DOOR_PASSWORD_FILE: file('password', 'open sesame\r\n') };
    expect((await read(env)).values).toMatchObject({ DOOR_URL, DOOR_PASSWORD: 'open sesame' });
  });

  it('takes an empty file, and an empty name of one, for an absent value', async () => {
    const { values } = await read({
      DOOR_URL,
      DOOR_URL_FILE: '',
      DOOR_PORT_FILE: file('empty', '\n'),
      DOOR_PASSWORD_FILE: file('none', ''),
    });
    expect(values).toEqual({ DOOR_URL, DOOR_PORT: 3000, DOOR_NAMES: [] });
  });
});

describe('a process with a wrong environment', () => {
  const FIRST = 'The environment is not right; nothing was started.';
  const LAST = 'Put these right (.env.example says what each variable means) and start again.';

  it('names everything that is wrong at once, prints nothing else and exits 1', async () => {
    const { code, values, errors } = await read({ DOOR_URL: 'nowhere', DOOR_PORT: '70000', DOOR_PASSWORD: 'open sesame' });
    expect([code, values]).toEqual([1, undefined]);
    expect(errors).toEqual([FIRST, '  DOOR_URL: must be a URL', expect.stringMatching(/^ {2}DOOR_PORT: /), LAST]);
  });

  it('says of a variable that is missing just that', async () => {
    expect((await read({})).errors).toEqual([FIRST, '  DOOR_URL: is not set', LAST]);
  });

  it('refuses a variable that is given twice, and says nothing else of it', async () => {
    const { code, errors } = await read({ DOOR_URL, DOOR_URL_FILE: file('twice', DOOR_URL) });
    expect([code, errors]).toEqual([1, [FIRST, '  DOOR_URL: set either DOOR_URL or DOOR_URL_FILE, not both', LAST]]);
  });

  it('refuses a file that is not there, and says nothing else of its variable', async () => {
    const { code, errors } = await read({ DOOR_URL_FILE: join(folder, 'nowhere') });
    expect([code, errors]).toEqual([1, [FIRST, "  DOOR_URL_FILE: can't read the file it names", LAST]]);
  });

  it('shows no value of what is wrong', async () => {
    const { errors } = await read({ DOOR_URL: 'hunter2', DOOR_PORT_FILE: file('secret', 'hunter2') });
    expect(errors.join()).not.toContain('hunter2');
  });
});
