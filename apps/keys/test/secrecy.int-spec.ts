import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { KEYS_STREAM } from '#libs/contracts';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
const answers: string[] = [];
let key: string;
let cid: string;

beforeAll(async () => {
  service = await KeysService.start({ LOG_LEVEL: 'debug' });
  const issued = await service.as().post<{ apiKey: string; cid: string }>({ name: 'secret-bearer', roles: [role('ADMIN')] });
  ({ apiKey: key, cid } = issued.body);
  await useEverywhere();
});

afterAll(() => service.stop());

/** Every route, every kind of error, the key in every place a careless client might put it. */
async function useEverywhere(): Promise<void> {
  const holder = service.as(key);
  const keep = async (answer: Promise<{ readonly text: string; readonly headers: object }>) => {
    const { text, headers } = await answer;
    answers.push(text, JSON.stringify(headers));
  };
  await keep(holder.list());
  await keep(holder.get(cid));
  await keep(holder.get(key));
  await keep(holder.put(cid, { name: 'renamed' }));
  await keep(holder.send(`/api/${key}`));
  await keep(holder.list(`?q=${key}`));
  await keep(holder.list(`?apiKey=${key}`));
  await keep(holder.post({ name: 1, [key]: key, apiKey: key }));
  await keep(holder.send('/api/v1/auth/key', { method: 'POST', body: `{"${key}` }));
  await keep(holder.send(`/%zz/${key}`));
  await keep(service.anonymous().list(`?token=${key}`));
  await keep(service.as(`${key.slice(0, -1)}_`).list());
  await keep(holder.send('/api/nowhere', { headers: { 'x-request-id': key } }));
  await keep(service.as().delete(cid));
  await keep(holder.list());
}

describe('the key', () => {
  it('is in no answer but that to its creation', () => {
    for (const answer of answers) expect(answer).not.toContain(key.slice(4, 40));
  });

  it('is in no log line, at the most talkative level', () => {
    const logged = service.logged();
    expect(logged).toContain('"message":"Answered"');
    expect(logged).not.toContain(key.slice(4, 40));
    expect(logged).not.toContain(service.adminKey.slice(4, 40));
  });

  it('is in no column of any table, neither as text nor as bytes', async () => {
    const tables = await service.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'keys'`,
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['keys.api_keys', 'keys.outbox', 'keys.users']));
    for (const { name } of tables) {
      const rows = await service.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      for (const { row } of rows) {
        expect(row).not.toContain(key.slice(4, 40));
        expect(row).not.toContain(Buffer.from(key.slice(4, 40)).toString('hex'));
      }
    }
  });

  it('is in no value of Redis', async () => {
    const redis = new Redis(service.redis.url);
    await until(async () => (await redis.xlen(KEYS_STREAM)) >= 4, { what: 'four events are on the stream' });
    redis.disconnect();
    const held = await service.redis.text();
    expect(held).toContain(cid);
    expect(held).not.toContain(key.slice(4, 40));
  });
});

describe('a log line about a request', () => {
  it('names its route, status, duration, principal and id, without query or name', async () => {
    service.logged();
    await service.as().send(`/api/v1/auth/key/${cid}?q=private`, { headers: { 'x-request-id': 'find-me' } });
    const line = service
      .logged()
      .split('\n')
      .find((text) => text.includes('find-me'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      message: 'Answered',
      method: 'GET',
      path: '/api/v1/auth/key/:cid',
      status: 404,
      durationMs: expect.any(Number),
      principal: expect.stringMatching(/^ak[0-9a-f]{16}$/),
      requestId: 'find-me',
    });
    expect(line).not.toContain('private');
  });
});
