import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Curfew, CurfewModule, CurfewUnavailable, type CurfewOptions } from '#libs/client';
import { credentialSnapshot } from '#libs/contracts';
import { freePort, until } from '#libs/testing';
import { PlainKey } from '../src/key-material/index.js';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let curfew: Curfew;
let workspaceId: string;
const others: INestApplicationContext[] = [];
let asker: INestApplicationContext;

beforeAll(async () => {
  service = await KeysService.start();
  asker = await start({});
  curfew = asker.get(Curfew);
  const known = await until(() => curfew.verify(service.adminKey), { what: 'the bus is answered' });
  workspaceId = known.workspaceId ?? '';
});
afterEach(() => Promise.all(others.splice(0).map((one) => one.close())));
afterAll(async () => {
  await asker.close();
  await service.stop();
});

const QUIET: Pick<NestApplicationOptions, 'abortOnError' | 'logger'> = { abortOnError: false, logger: false };

/** A service without HTTP that asks Curfew. */
function start(options: Partial<CurfewOptions>): Promise<INestApplicationContext> {
  const module = CurfewModule.forRoot({ redisUrl: service.redis.url, service: 'orders', ...options });
  return NestFactory.createApplicationContext(module, QUIET);
}

async function startAnother(options: Partial<CurfewOptions>): Promise<Curfew> {
  const another = await start(options);
  others.push(another);
  return another.get(Curfew);
}

describe('verify', () => {
  it('knows of a good key whose it is and all it may do', async () => {
    const { apiKey, cid } = await service.as().issue({ name: 'good', roles: [role('USER')] });
    expect(await curfew.verify(apiKey)).toEqual({
      ...{ valid: true, code: 'VALID', cid, kind: 'apiKey', workspaceId, name: 'good', permissions: [] },
      roles: [role('USER')],
    });
  });

  it('refuses a key that lacks a permission, and one that is revoked', async () => {
    const { apiKey, cid } = await service.as().issue({ roles: [role('USER')] });
    const permissions = ['Edit API keys', 'Edit API keys'] as const;
    expect(await curfew.verify(apiKey, { permissions })).toMatchObject({ valid: false, code: 'INSUFFICIENT_PERMISSIONS' });
    await service.as().delete(cid);
    expect(await curfew.verify(apiKey)).toMatchObject({ valid: false, code: 'REVOKED', cid });
  });

  it('knows nothing of a key that never was', async () => {
    const { valid, code } = await curfew.verify(PlainKey.make(randomBytes).reveal());
    expect([valid, code]).toEqual([false, 'NOT_FOUND']);
  });

  it.each(['', ' ', 'x', 'cfw_', '\0', '{"valid":true}', '💥', 'x'.repeat(512), 'x'.repeat(513), 'x'.repeat(100_000)])(
    'refuses %.20j and is not held up by it',
    async (key) => {
      expect(await curfew.verify(key)).toEqual({ valid: false, code: 'MALFORMED' });
    },
  );

  it.each([
    { address: '::ffff:192.0.2.7', userAgent: 'x'.repeat(10_000) },
    { address: 'fe80::1%eth0', userAgent: 'a\0b' },
    { address: 'nowhere', userAgent: '' },
    { address: undefined, userAgent: undefined },
  ])('refuses nobody for what is strange about them: %.60j', async (bearer) => {
    expect(await curfew.verify(service.adminKey, { bearer })).toMatchObject({ valid: true });
  });

  it('passes on who presented the key, as its last use', async () => {
    const { apiKey, cid } = await service.as().issue();
    await curfew.verify(apiKey, { bearer: { address: '::ffff:192.0.2.7', userAgent: 'deploy/2.1' } });
    const lastUses = () =>
      service.query(`SELECT address, user_agent AS "userAgent" FROM keys.last_uses WHERE credential_id = $1`, cid);
    const [lastUse] = await until(async () => (await lastUses()).length > 0 && lastUses(), { what: 'the use', withinMs: 40_000 });
    expect(lastUse).toEqual({ address: '192.0.2.7', userAgent: 'deploy/2.1' });
  });
});

describe('credential', () => {
  it('is one as events tell of it', async () => {
    const { cid } = await service.as().issue({ name: 'shown' });
    expect(credentialSnapshot.parse(await curfew.credential(workspaceId, cid))).toMatchObject({ cid, name: 'shown' });
  });

  it.each(['ak0000000000000000', 'x', '', '\0', 'x'.repeat(100_000)])('is null for %.20j', async (cid) => {
    expect(await curfew.credential(workspaceId, cid)).toBeNull();
    expect(await curfew.credential(cid, 'ak0000000000000000')).toBeNull();
  });
});

describe('a service of one workspace', () => {
  it('knows nothing of the keys of another', async () => {
    const { apiKey, cid } = await service.as().issue();
    const { apiKey: ended, cid: endedCid } = await service.as().issue();
    await service.as().delete(endedCid);
    const other = await startAnother({ workspaceId: 'ws0000000000000000' });
    await until(() => other.verify('x'), { what: 'it is answered' });
    for (const key of [apiKey, ended]) expect(await other.verify(key)).toEqual({ valid: false, code: 'NOT_FOUND' });
    expect(await other.verify(apiKey, { permissions: ['Manage users'] })).toEqual({ valid: false, code: 'NOT_FOUND' });
    expect(await other.credential(workspaceId, cid)).toBeNull();
    expect(await other.credential('ws0000000000000000', cid)).toBeNull();
  });

  it('knows those of its own', async () => {
    const { apiKey, cid } = await service.as().issue();
    const own = await startAnother({ workspaceId });
    expect(await own.verify(apiKey)).toMatchObject({ valid: true, cid });
    expect(await own.credential(workspaceId, cid)).toMatchObject({ cid });
  });
});

describe('without an answer', () => {
  it('nothing is known: it throws what Nest answers with 503, and shows no key', async () => {
    const nowhere = await startAnother({ redisUrl: `redis://127.0.0.1:${String(await freePort())}` });
    const asked = nowhere.verify(service.adminKey);
    await expect(asked).rejects.toBeInstanceOf(CurfewUnavailable);
    const failure = await asked.catch((error: unknown) => error as CurfewUnavailable);
    expect(failure).toMatchObject({ status: 503, response: { code: 'UNAVAILABLE' } });
    expect(inspect(failure, { depth: null })).not.toContain(service.adminKey);
    await expect(nowhere.credential(workspaceId, 'ak0000000000000000')).rejects.toBeInstanceOf(CurfewUnavailable);
  });
});
