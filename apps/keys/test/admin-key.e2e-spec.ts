import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from '#libs/database';
import { createDatabase, startRedis, type TestDatabase, type TestRedis } from '#libs/testing';
import type { ApiKeyPage } from '../src/api-keys/index.js';
import { keysSchema } from '../src/keys-schema.js';
import { KeysService, pepper } from './keys-service.js';

let place: { database: TestDatabase; redis: TestRedis; folder: string };

beforeEach(async () => {
  const [database, redis] = await Promise.all([createDatabase(), startRedis()]);
  place = { database, redis, folder: mkdtempSync(join(tmpdir(), 'curfew-bootstrap-')) };
  await migrate(keysSchema, { DATABASE_URL: database.url });
});

afterEach(async () => {
  await Promise.all([place.redis.stop(), place.database.drop()]);
  rmSync(place.folder, { recursive: true, force: true });
});

describe('admin-key', () => {
  const run = (args: readonly string[], env: Record<string, string>) =>
    promisify(execFile)(process.execPath, ['dist/apps/keys/src/admin-key.js', ...args], { env });

  it('prints a working ADMIN key alone, also before the service ever ran, and tells of it like of any other', async () => {
    const env = { DATABASE_URL: place.database.url, KEY_PEPPERS: pepper('test', 1) };
    const outputs = [await run([], env), await run([], env)];
    for (const { stdout } of outputs) expect(stdout).toMatch(/^cfw_[0-9A-Za-z]{49}\n$/);
    const service = await KeysService.startAt(place, {});
    expect(existsSync(join(place.folder, 'admin-key'))).toBe(false);
    const { body } = await service.as(outputs[1]?.stdout.trim()).list<ApiKeyPage>();
    expect(body.apiKeys.map(({ name, roles }) => [name, roles])).toEqual(
      [1, 2].map(() => ['Admin key', [{ type: 'DEFAULT', role: 'ADMIN' }]]),
    );
    expect(await service.query(`SELECT event->>'type' AS type FROM keys.outbox`)).toEqual(
      ['UserChanged', 'KeyCreated', 'KeyCreated'].map((type) => ({ type })),
    );
    for (const { stderr } of outputs) expect(stderr).not.toMatch(/cfw_[0-9A-Za-z]{8}/);
    await service.app.close();
  });

  it('says what it needs with --help, and ends with 1 when it lacks it', async () => {
    expect((await run(['--help'], {})).stdout).toContain('Usage: admin-key');
    await expect(run([], {})).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('KEY_PEPPERS') });
  });
});
