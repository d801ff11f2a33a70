import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from '#libs/database';
import { createDatabase, startRedis, type TestDatabase, type TestRedis } from '#libs/testing';
import type { ApiKeyPage } from '../src/api-keys/index.js';
import { keysSchema } from '../src/keys-schema.js';
import { KeysService } from './keys-service.js';

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

describe('the first start', () => {
  it('makes workspace, admin and key, and writes the key alone into a file for its owner only', async () => {
    const file = join(place.folder, 'deep', 'er', 'admin-key');
    const service = await KeysService.startAt(place, {
      ADMIN_KEY_FILE: file,
      CURFEW_ADMIN_EMAIL: 'Ada@Example.com',
      WORKSPACE_TIME_ZONE: 'Asia/Tokyo',
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^cfw_[0-9A-Za-z]{49}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(place.folder, 'deep', 'er'))).toEqual(['admin-key']);
    const { body } = await service.as(readFileSync(file, 'utf8')).list<ApiKeyPage>();
    expect(body.apiKeys).toMatchObject([
      { name: 'Bootstrap admin key', owner: { email: 'Ada@Example.com', name: 'Ada' }, status: 'ACTIVE' },
    ]);
    expect(body.apiKeys[0]).not.toHaveProperty('expirationDate');
    expect(await service.query('SELECT name, time_zone FROM keys.workspaces')).toEqual([
      { name: 'Curfew', time_zone: 'Asia/Tokyo' },
    ]);
    expect(await service.query(`SELECT event->>'type' AS type FROM keys.outbox`)).toEqual([
      { type: 'UserChanged' },
      { type: 'KeyCreated' },
    ]);
    await service.app.close();
  });

  it('of two processes at once makes one of each', async () => {
    const services = await Promise.all([KeysService.startAt(place, {}), KeysService.startAt(place, {})]);
    const counts =
      'SELECT (SELECT count(*)::int FROM keys.workspaces) AS w, (SELECT count(*)::int FROM keys.users) AS u, count(*)::int AS k FROM keys.api_keys';
    expect(await services[0].query(counts)).toEqual([{ w: 1, u: 1, k: 1 }]);
    expect((await services[1].as().list()).status).toBe(200);
    await Promise.all(services.map(({ app }) => app.close()));
  });

  it('that can not write the file leaves nothing, and the next one succeeds', async () => {
    writeFileSync(join(place.folder, 'no-folder'), '');
    const broken = KeysService.startAt(place, { ADMIN_KEY_FILE: join(place.folder, 'no-folder', 'admin-key') });
    await expect(broken).rejects.toThrow(/ENOTDIR|EEXIST/);
    const service = await KeysService.startAt(place, {});
    expect((await service.as().list<ApiKeyPage>()).body.total).toBe(1);
    await service.app.close();
  });

  it('without ADMIN_KEY_FILE makes no key', async () => {
    const service = await KeysService.startAt(place, { ADMIN_KEY_FILE: undefined });
    expect(
      await service.query('SELECT count(*)::int AS users, (SELECT count(*)::int FROM keys.api_keys) AS keys FROM keys.users'),
    ).toEqual([{ users: 1, keys: 0 }]);
    await service.app.close();
  });
});

it('a later start changes nothing and leaves the file alone', async () => {
  const first = await KeysService.startAt(place, {});
  const key = first.adminKey;
  const second = await first.restartedWith({ CURFEW_ADMIN_EMAIL: 'other@example.com', WORKSPACE_NAME: 'Other' });
  expect(second.adminKey).toBe(key);
  expect(await second.query('SELECT email FROM keys.users')).toEqual([{ email: 'admin@curfew.localhost' }]);
  expect(await second.query('SELECT name FROM keys.workspaces')).toEqual([{ name: 'Curfew' }]);
  await second.app.close();
});
