import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { KEYS_STREAM } from '#libs/contracts';
import { migrate } from '#libs/database';
import { createDatabase, freePort, startProcess, startRedis, until, type TestDatabase, type TestRedis } from '#libs/testing';
import { keysSchema } from '../src/keys-schema.js';
import { pepper } from './keys-service.js';

let database: TestDatabase;
let redis: TestRedis;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis({ appendOnly: true })]);
  await migrate(keysSchema, { DATABASE_URL: database.url });
  folder = mkdtempSync(join(tmpdir(), 'curfew-process-'));
  env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    KEY_PEPPERS: pepper('test', 1),
    SECRET_ENCRYPTION_KEYS: pepper('test', 2),
    WEBHOOK_SIGNING_KEY: Buffer.alloc(32, 3).toString('base64'),
    ADMIN_KEY_FILE: join(folder, 'admin-key'),
  };
});

afterAll(async () => {
  await Promise.all([redis.stop(), database.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

const issue = async (url: string): Promise<{ readonly cid: string }> => {
  const headers = {
    authorization: `Bearer ${readFileSync(join(folder, 'admin-key'), 'utf8')}`,
    'content-type': 'application/json',
  };
  const body = JSON.stringify({ name: 'n', roles: [{ type: 'DEFAULT', role: 'USER' }] });
  const answer = await fetch(`${url}/api/v1/auth/key`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { cid: string };
};

describe('the process', () => {
  it('started without Redis serves, and an event committed before kill -9 is published by its successor', async () => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    const first = await (await startProcess({ role: 'keys', env: { ...env, REDIS_URL: nowhere } })).ready();
    const { cid } = await issue(first.url);
    await first.kill('SIGKILL');
    const second = await (await startProcess({ role: 'keys', env })).ready();
    const client = new Redis(redis.url);
    const isPublished = async () => JSON.stringify(await client.xrange(KEYS_STREAM, '-', '+')).includes(cid);
    await until(isPublished, { what: 'the event is on the stream' });
    client.disconnect();
    expect(await second.kill()).toBe(0);
  });

  it('told to stop closes at once, idle connections included, and ends with 0', async () => {
    const service = await (await startProcess({ role: 'keys', env })).ready();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      request(`${service.url}/health/live`, { agent }, (answer) => answer.resume().on('end', resolve)).end();
    });
    const started = performance.now();
    expect(await service.kill('SIGTERM')).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    agent.destroy();
  });

  it('says what is wrong and ends with 1 when its port is taken', async () => {
    const service = await (await startProcess({ role: 'keys', env })).ready();
    const second = await startProcess({ role: 'keys', env: { ...env, KEYS_PORT: new URL(service.url).port } });
    expect(await second.exited).toBe(1);
    expect(second.logs()).toContain('EADDRINUSE');
    await service.kill();
  });

  it('reports every bad variable at once, shows no secret, and ends with 1', () => {
    const bad = {
      DATABASE_URL: 'mysql://x',
      KEY_PEPPERS: 'p:dG9vIHNob3J0',
      SECRET_ENCRYPTION_KEYS: 'p:dG9vIHNob3J0',
      WORKSPACE_TIME_ZONE: 'Mars/Base',
      KEYS_PORT: '99999999',
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/keys/src/main.js'], {
      env: bad,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    for (const name of [...Object.keys(bad), 'REDIS_URL']) expect(stderr).toContain(`${name}: `);
    expect(stderr).not.toContain('dG9vIHNob3J0');
  });
});
