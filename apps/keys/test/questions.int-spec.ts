import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentialSnapshot, type BusAnswer } from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { until } from '#libs/testing';
import { Redis } from 'ioredis';
import { PlainKey } from '../src/key-material/index.js';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { keep as keepSecret } from './secrets.js';
import { issue as issueToken } from './tokens.js';

let service: KeysService;
let bus: Bus;
let workspaceId: string;

beforeAll(async () => {
  service = await KeysService.start();
  bus = new Bus({ REDIS_URL: service.redis.url });
  const known = await until(() => bus.ask('keys.verify', { key: service.adminKey }), { what: 'the bus is answered' });
  workspaceId = known.workspaceId ?? '';
});

afterAll(async () => {
  await bus.close();
  await service.stop();
});

describe('keys.verify', () => {
  const verify = (key: string): Promise<BusAnswer<'keys.verify'>> => bus.ask('keys.verify', { key });

  it('is answered for every workspace, and says which one it is', async () => {
    const { apiKey, cid } = await service.as().issue({ name: 'asked-for' });
    expect(await verify(apiKey)).toMatchObject({ valid: true, code: 'VALID', cid, name: 'asked-for', workspaceId });
    await service.as().delete(cid);
    expect(await verify(apiKey)).toEqual({ valid: false, code: 'REVOKED', cid, kind: 'apiKey', name: 'asked-for', workspaceId });
  });

  it('tells nothing of what is unknown or malformed', async () => {
    expect(await verify(PlainKey.make(randomBytes).reveal())).toEqual({ valid: false, code: 'NOT_FOUND' });
    for (const nonsense of ['x', 'x'.repeat(513), 'é'.repeat(1_000_000)])
      expect(await verify(nonsense)).toEqual({ valid: false, code: 'MALFORMED' });
  });
});

describe('keys.get', () => {
  const get = (cid: string, of = workspaceId) => bus.ask('keys.get', { workspaceId: of, cid });

  it('answers a key of the workspace as events tell of it, revoked ones too', async () => {
    const { cid } = await service.as().issue({ name: 'shown', roles: [role('USER')] });
    const snapshot = await get(cid);
    expect(credentialSnapshot.parse(snapshot)).toMatchObject({
      cid,
      name: 'shown',
      kind: 'apiKey',
      workspaceId,
      revokedAt: null,
    });
    await service.as().delete(cid);
    expect(await get(cid)).toMatchObject({ cid, version: 2, revokedAt: expect.any(String) });
  });

  it('answers a personal token as events tell of it, revoked ones too, and never its value', async () => {
    const { id, token, name } = await issueToken(service.as(), { name: 'laptop', expirationDate: '2031-01-01' });
    const owner = { email: 'admin@curfew.localhost' };
    const snapshot = await get(id);
    expect(credentialSnapshot.parse(snapshot)).toMatchObject({
      ...{ cid: id, name, owner, workspaceId },
      kind: 'personalToken',
      roles: [],
    });
    expect(JSON.stringify(snapshot)).not.toContain(token.slice(5, 45));
    await service.as().send(`/api/v1/auth/tokens/${id}`, { method: 'DELETE' });
    expect(await get(id)).toMatchObject({ version: 2, revokedAt: expect.any(String) });
  });

  it('answers a secret as events tell of it, deleted ones too, and never its value', async () => {
    const { id, tag } = await keepSecret(service.as(), { secret: 'hush-hush-hush' });
    const snapshot = await get(id);
    expect(credentialSnapshot.parse(snapshot)).toMatchObject({ cid: id, tag, kind: 'secret', workspaceId, last4: null });
    expect(JSON.stringify(snapshot)).not.toContain('hush-hush-hush');
    await service.as().send(`/api/v1/secrets/${id}`, { method: 'DELETE' });
    expect(await get(id)).toMatchObject({ version: 2, revokedAt: expect.any(String) });
  });

  it.each(['ak0000000000000000', 'pt0000000000000000', 'se0000000000000000', 'us0000000000000000', 'x', '', '\u0000'])(
    'answers null for %j',
    async (cid) => {
      expect(await get(cid)).toBeNull();
    },
  );

  it('answers null for what another workspace has', async () => {
    const [{ cid }, { id: tokenId }] = [await service.as().issue(), await issueToken(service.as())];
    const { id: secretId } = await keepSecret(service.as());
    for (const id of [cid, tokenId, secretId])
      for (const other of ['ws0000000000000000', '', '\u0000']) expect(await get(id, other)).toBeNull();
  });
});

describe('whoever keeps copies', () => {
  const digest = (after = '') => bus.ask('keys.digest', { of: 'apiKey', after, limit: 10_000 });
  const versions = (after = '', limit = 1_000) => bus.ask('keys.versions', { of: 'apiKey', after, limit });

  it('is told by a digest of every change, and of nothing else', async () => {
    const { cid } = await service.as().issue();
    const before = await digest();
    expect(await digest()).toEqual(before);
    await service.as().delete(cid);
    const after = await digest();
    expect({ ...after, digest: before.digest }).toEqual(before);
    expect(after.digest).not.toBe(before.digest);
  });

  it('walks through all versions page by page, in the order of ids', async () => {
    const all = await versions();
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort());
    const walked = [];
    for (let page = await versions('', 2); page.length > 0; page = await versions(page.at(-1)?.id, 2)) walked.push(...page);
    expect(walked).toEqual(all);
    expect(await digest(all.at(-1)?.id)).toMatchObject({ count: 0, last: null });
  });

  it('gets all kinds as events tell of them, with their workspaces, and no value of any', async () => {
    const [key, token] = [await service.as().issue(), await issueToken(service.as())];
    const secret = await keepSecret(service.as(), { secret: 'never-in-a-snapshot' });
    const asked = [
      ['apiKey', key.cid],
      ['personalToken', token.id],
      ['secret', secret.id],
    ] as const;
    for (const [of, cid] of asked) {
      const answer = await bus.ask('keys.snapshots', { of, ids: [cid, 'ak0000000000000000'] });
      expect(answer.credentials).toEqual([await bus.ask('keys.get', { workspaceId, cid })]);
      const text = JSON.stringify(answer);
      for (const value of [key.apiKey.slice(4, 40), token.token.slice(5, 45), 'never-in-a-snapshot'])
        expect(text).not.toContain(value);
    }
  });

  it('gets users, and settings of workspaces that have decided on some', async () => {
    const [{ id } = { id: '' }] = await bus.ask('keys.versions', { of: 'user', after: '', limit: 1 });
    const { users } = await bus.ask('keys.snapshots', { of: 'user', ids: [id] });
    expect(users).toMatchObject([{ id, workspaceId, email: 'admin@curfew.localhost', isAdmin: true, invitation: null }]);
    const settings = () => bus.ask('keys.snapshots', { of: 'notificationSettings', ids: [workspaceId] });
    expect(await settings()).toEqual({ credentials: [], users: [], notificationSettings: [] });
  });
});

describe('a bad question', () => {
  it.each([
    ['keys.verify', 'cfw_'],
    ['keys.verify', { key: 1 }],
    ['keys.verify', { key: 'x', permissions: ['fly'] }],
    ['keys.verify', { key: 'x', bearer: { address: 'here' } }],
    ['keys.get', {}],
    ['keys.get', { workspaceId: 'w', cid: 'c', more: 1 }],
    ['keys.digest', { of: 'fly', after: '', limit: 1 }],
    ['keys.digest', { of: 'user', after: '\u0000', limit: 1 }],
    ['keys.versions', { of: 'user', after: '', limit: 1_001 }],
    ['keys.snapshots', { of: 'user', ids: ["'; DROP TABLE"] }],
  ] as const)('%s %j is refused at once, and says nothing of what was asked', async (pattern, question) => {
    const refusal = bus.ask(pattern, question as never);
    await expect(refusal).rejects.toMatchObject({ internal: expect.stringContaining('breaks its contract') });
    await expect(refusal).rejects.not.toMatchObject({ internal: expect.stringContaining('fly') });
  });

  it('that is no question at all harms nobody', async () => {
    const redis = new Redis(service.redis.url);
    for (const noise of ['', '{', 'null', '1', '[]', '{"id":1}', '{"data":{"key":1}}', '{"pattern":"keys.verify","id":"x"}'])
      for (const channel of ['keys.verify', 'keys.get', 'curfew:changes']) await redis.publish(channel, noise);
    redis.disconnect();
    expect(await bus.ask('keys.verify', { key: service.adminKey })).toMatchObject({ code: 'VALID' });
    expect((await service.as().list()).status).toBe(200);
  });
});

it('a key is in no log line and nowhere in Redis, whatever is asked of it', async () => {
  const { apiKey } = await service.as().issue();
  await bus.ask('keys.verify', { key: apiKey });
  await expect(bus.ask('keys.verify', { key: apiKey, [apiKey]: 1 })).rejects.toThrow();
  expect(await service.redis.text()).not.toContain(apiKey.slice(4, 40));
  expect(service.logged()).not.toContain(apiKey.slice(4, 40));
});
