import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyAnswer, ApiKeyPage } from '../src/api-keys/index.js';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const DAY_MS = 24 * 60 * 60 * 1_000;

describe('POST /api/v1/auth/key', () => {
  it('answers 200 with the key, its cid and what was asked for, and nothing else', async () => {
    const body = {
      name: 'web',
      description: 'Deploys',
      roles: [role('USER')],
      expirationDate: '2099-03-31',
      timeZone: 'Europe/Berlin',
    };
    const answer = await service.as().post<Record<string, unknown>>(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      apiKey: expect.stringMatching(/^cfw_[0-9A-Za-z]{49}$/),
      cid: expect.stringMatching(/^ak[0-9a-f]{16}$/),
      name: 'web',
      description: 'Deploys',
      roles: [role('USER')],
      expirationDate: '2099-03-31T22:00:00.000Z',
    });
  });

  it('answers null for a description and an expiration it was not given', async () => {
    expect(await service.as().issue({ description: null, expirationDate: null, timeZone: null })).toMatchObject({
      description: null,
      expirationDate: null,
    });
  });

  it("ends a day in the workspace's zone unless the caller names one", async () => {
    expect(await service.as().issue({ expirationDate: '2099-07-01' })).toMatchObject({
      expirationDate: '2099-07-02T00:00:00.000Z',
    });
  });

  it('takes a date-time with an offset as that exact instant, and one without as UTC', async () => {
    const { expirationDate } = await service.as().issue({ expirationDate: '2099-07-01T12:30:00.5+02:00' });
    expect(expirationDate).toBe('2099-07-01T10:30:00.500Z');
    expect((await service.as().issue({ expirationDate: '2099-07-01T12:30' })).expirationDate).toBe('2099-07-01T12:30:00.000Z');
  });

  it('trims names, counts characters as people do, and lets two keys have one name', async () => {
    const emoji = '🔑'.repeat(255);
    expect((await service.as().issue({ name: `  ${emoji} ` })).name).toBe(emoji);
    expect((await service.as().issue({ name: emoji })).name).toBe(emoji);
  });

  it('takes HTML, quotes and signs of SQL and LIKE as the text they are', async () => {
    const name = `<b onclick="x">'; DROP TABLE keys.api_keys; -- %_\\ </b>`;
    const { cid } = await service.as().issue({ name, description: 'two\r\nlines' });
    expect((await service.as().get<ApiKeyAnswer>(cid)).body).toMatchObject({ name, description: 'two\r\nlines' });
  });

  it('collapses roles that are given twice and adds up those that differ', async () => {
    const { roles } = await service.as().issue({ roles: [role('USER'), role('MANAGER'), role('USER')] });
    expect(roles).toEqual([role('USER'), role('MANAGER')]);
  });
});

describe('GET /api/v1/auth/key/{cid}', () => {
  it('shows the key with its status and owner, without what it lacks, and never its value', async () => {
    const { apiKey, cid } = await service.as().issue({ name: 'plain' });
    const answer = await service.as().get(cid);
    expect(answer.body).toEqual({
      cid,
      name: 'plain',
      createdDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      last4: apiKey.slice(-4),
      roles: [role('USER')],
      status: 'ACTIVE',
      owner: { id: expect.stringMatching(/^us[0-9a-f]{16}$/), email: 'admin@curfew.localhost', name: 'admin' },
    });
    expect(answer.text).not.toContain(apiKey);
  });

  it('is 404 for a cid that never was, whatever it looks like', async () => {
    for (const cid of ['ak0000000000000000', 'AK0000000000000000', 'x', '%00', '%F0%9F%94%91', 'a'.repeat(2_000)]) {
      expect(await service.as().get(cid)).toMatchObject({
        status: 404,
        body: { type: 'NOT_FOUND', message: 'Not Found', httpStatus: 404 },
      });
    }
  });

  it('answers JSON to a GET that claims to carry YAML', async () => {
    const answer = await service.as().send('/api/v1/auth/key', { headers: { 'content-type': 'application/yaml' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('PUT /api/v1/auth/key/{cid}', () => {
  it('changes the name and leaves an absent description and expiration', async () => {
    const { cid, expirationDate } = await service.as().issue({ description: 'why', expirationDate: '2099-01-01' });
    const answer = await service.as().put(cid, { name: 'renamed', description: null, expirationDate: null });
    expect(answer).toMatchObject({ status: 200, body: { cid, name: 'renamed', description: 'why', expirationDate } });
  });

  it('takes the description away when it is empty', async () => {
    const { cid } = await service.as().issue({ description: 'why' });
    const answer = await service.as().put(cid, { name: 'x', description: '' });
    expect(answer.body).not.toHaveProperty('description');
  });

  it('moves the expiration, and revives a key that had expired', async () => {
    const { cid, apiKey } = await service.as().issue({ roles: [role('ADMIN')], expirationDate: inDays(1) });
    service.clock.moveAhead(2 * DAY_MS);
    expect((await service.as().get<ApiKeyAnswer>(cid)).body.status).toBe('EXPIRED');
    expect((await service.as(apiKey).list()).status).toBe(401);
    await service.as().put(cid, { name: 'x', expirationDate: inDays(1) });
    expect((await service.as(apiKey).list()).status).toBe(200);
  });

  it('makes a new version only if something changed', async () => {
    const { cid } = await service.as().issue({ name: 'same', expirationDate: '2099-01-01', timeZone: 'Asia/Tokyo' });
    const version = async () =>
      (await service.query<{ version: number }>('SELECT version FROM keys.api_keys WHERE cid = $1', cid))[0]?.version;
    const { expirationDate } = (await service.as().get<ApiKeyAnswer>(cid)).body;
    await service.as().put(cid, { name: 'same', expirationDate: '2099-01-01', timeZone: 'Asia/Tokyo' });
    await service.as().put(cid, { name: 'same', expirationDate });
    expect(await version()).toBe(1);
    await service.as().put(cid, { name: 'other', expirationDate });
    expect(await version()).toBe(2);
    expect((await service.as().get<ApiKeyAnswer>(cid)).body).toMatchObject({ expirationDate, timeZone: 'Asia/Tokyo' });
    await service.as().put(cid, { name: 'other', expirationDate, timeZone: 'Asia/Seoul' });
    expect(await version()).toBe(3);
  });
});

describe('DELETE /api/v1/auth/key/{cid}', () => {
  it('answers 200 with an empty body, and the key is refused and gone at once', async () => {
    const { cid, apiKey } = await service.as().issue({ name: 'to-delete', roles: [role('ADMIN')] });
    expect(await service.as().delete(cid)).toMatchObject({ status: 200, text: '' });
    expect((await service.as(apiKey).list()).status).toBe(401);
    expect((await service.as().get(cid)).status).toBe(404);
    expect((await service.as().put(cid, { name: 'x' })).status).toBe(404);
    expect((await service.as().delete(cid)).status).toBe(404);
    expect((await service.as().list<ApiKeyPage>('?q=to-delete')).body.total).toBe(0);
    const revoked = await service.as().list<ApiKeyPage>('?q=to-delete&status=REVOKED');
    expect(revoked.body.apiKeys).toMatchObject([{ cid, status: 'REVOKED' }]);
  });

  it.each([
    ['a JSON', '{}'],
    ['an empty', ''],
    ['a broken', 'not json'],
    ['an XML', '<xml/>'],
    ['a huge', 'x'.repeat(3_000_000)],
  ])('does not mind %s body, whatever type it claims', async (_, body) => {
    for (const type of ['application/json', 'application/yaml', 'text/plain', 'json', ';']) {
      const { cid } = await service.as().issue();
      const headers = { 'content-type': type };
      const answer = await service.as().send(`/api/v1/auth/key/${cid}`, { method: 'DELETE', body, headers });
      expect(answer).toMatchObject({ status: 200, text: '' });
    }
  });
});

function inDays(days: number): string {
  return new Date(service.clock.now().getTime() + days * DAY_MS).toISOString();
}
