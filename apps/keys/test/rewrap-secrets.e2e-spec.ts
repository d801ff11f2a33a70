import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeysService, pepper } from './keys-service.js';
import { keep } from './secrets.js';

const [OLD, NEW] = [pepper('old', 2), pepper('new', 3)];

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start({ SECRET_ENCRYPTION_KEYS: OLD });
  await keep(service.as());
});

afterAll(() => service.stop());

const run = (keys: string, ...args: readonly string[]) => {
  const env = { DATABASE_URL: service.databaseUrl, SECRET_ENCRYPTION_KEYS: keys };
  return promisify(execFile)(process.execPath, ['tools/curfew.mjs', 'rewrap-secrets', ...args], { env });
};

describe('the role rewrap-secrets', () => {
  it('ends with 1 and one sentence when a key that is in use is missing', async () => {
    const stderr = 'Not all secrets were rewrapped: SECRET_ENCRYPTION_KEYS does not name keys that are in use: "old" (1 secret).';
    await expect(run(NEW)).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(stderr) });
  });

  it('says how far it is, and under which keys the secrets are then', async () => {
    const { stdout } = await run(`${NEW},${OLD}`);
    expect(stdout).toBe('Rewrapped 1 of 1.\nRewrapped 1 secret in all.\nUnder the key "new": 1 secret.\n');
  });

  it('says what it needs with --help, and ends with 1 when it lacks it', async () => {
    expect((await run('', '--help')).stdout).toContain('Usage: rewrap-secrets');
    await expect(run('old:short')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SECRET_ENCRYPTION_KEYS: must be'),
    });
  });
});
