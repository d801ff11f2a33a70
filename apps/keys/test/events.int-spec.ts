import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Redis } from 'ioredis';
import { asyncApiDocument, KEYS_STREAM, streamEvent, type KeyEvent } from '#libs/contracts';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let redis: Redis;

beforeAll(async () => {
  service = await KeysService.start();
  redis = new Redis(service.redis.url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
});

afterAll(async () => {
  redis.disconnect();
  await service.stop();
});

/** Every event on the stream about a key, oldest first. */
async function published(cid: string): Promise<readonly KeyEvent[]> {
  const entries = await redis.xrange(KEYS_STREAM, '-', '+');
  const events = entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as KeyEvent);
  return events.filter(({ subject }) => subject === cid);
}

function publishedOnce(cid: string, count: number): Promise<readonly KeyEvent[]> {
  const what = `${count} events of ${cid} are on the stream`;
  return until(async () => ((await published(cid)).length >= count ? published(cid) : undefined), { what });
}

/** Issues a key, changes it twice and revokes it. */
async function lifeOfAKey(): Promise<string> {
  const { cid } = await service
    .as()
    .issue({ name: 'a', description: 'why', expirationDate: '2099-03-31', timeZone: 'europe/berlin' });
  await service.as().put(cid, { name: 'b' });
  await service.as().put(cid, { name: 'b', description: '', expirationDate: '2099-03-30T10:00:00Z' });
  await service.as().delete(cid);
  return cid;
}

describe('the stream', () => {
  it('tells the life of a key in order, each event with the full snapshot of its version', async () => {
    const cid = await lifeOfAKey();
    const events = await publishedOnce(cid, 4);
    expect(events.map(({ type, data }) => [type, data.version])).toEqual([
      ['KeyCreated', 1],
      ['KeyUpdated', 2],
      ['KeyUpdated', 3],
      ['KeyDeleted', 4],
    ]);
    expect(events[0]?.data).toMatchObject({
      kind: 'apiKey',
      cid,
      name: 'a',
      description: 'why',
      roles: [role('USER')],
      owner: { email: 'admin@curfew.localhost', name: 'admin' },
      expiration: { precision: 'day', date: '2099-03-31', timeZone: 'Europe/Berlin', expiresAt: '2099-03-31T22:00:00.000Z' },
      revokedAt: null,
    });
    expect(events[2]?.data.expiration).toMatchObject({ precision: 'instant', date: '2099-03-30', timeZone: 'UTC' });
    expect(events[3]?.data).toMatchObject({ name: 'b', description: null, revokedAt: expect.any(String) });
  });

  it('keeps the time of choosing for an expiration that was not chosen anew', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31' });
    service.clock.moveAhead(60_000);
    await service.as().put(cid, { name: 'renamed', expirationDate: '2099-03-31' });
    await service.as().put(cid, { name: 'renamed', expirationDate: '2099-04-01' });
    const [created, renamed, moved] = await publishedOnce(cid, 3);
    expect(renamed?.data.expiration?.setAt).toBe(created?.data.expiration?.setAt);
    expect(moved?.data.expiration?.setAt).not.toBe(created?.data.expiration?.setAt);
  });

  it('holds nothing but events of the contract, and of the AsyncAPI document', async () => {
    await publishedOnce(await lifeOfAKey(), 4);
    const messages = new Map(Object.entries(messagesOf(asyncApiDocument())));
    for (const [, fields] of await redis.xrange(KEYS_STREAM, '-', '+')) {
      expect(fields).toHaveLength(2);
      expect(fields[0]).toBe('event');
      const event: unknown = JSON.parse(fields[1] ?? '');
      const { type } = streamEvent.parse(event);
      const ajv = new Ajv({ strict: false, formats: { 'date-time': true, date: true } });
      expect({ valid: ajv.validate(messages.get(type)?.payload ?? false, event), errors: ajv.errors }).toEqual({
        valid: true,
        errors: null,
      });
    }
  });

  it('carries the id of the request that caused each event', async () => {
    const port = await service.listen();
    const headers = {
      authorization: `Bearer ${service.adminKey}`,
      'content-type': 'application/json',
      'x-request-id': 'over-the-wire',
    };
    const body = JSON.stringify({ name: 'n', roles: [role('USER')] });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/key`, { method: 'POST', headers, body });
    const { cid } = (await answer.json()) as { cid: string };
    expect(await publishedOnce(cid, 1)).toMatchObject([{ requestid: 'over-the-wire' }]);
  });

  it('gets nothing from a change that fails half-way: neither the row nor the event stays', async () => {
    const traces = () =>
      service.query('SELECT (SELECT count(*) FROM keys.api_keys) AS keys, (SELECT count(*) FROM keys.outbox) AS events');
    const before = await traces();
    await service.asOwner(`CREATE FUNCTION keys.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no event today'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON keys.outbox FOR EACH ROW EXECUTE FUNCTION keys.fail()`);
    const answer = await service.as().post({ name: 'n', roles: [role('USER')] });
    await service.asOwner('DROP TRIGGER fail ON keys.outbox');
    expect(answer).toMatchObject({ status: 500, body: { type: 'UNHANDLED_EXCEPTION', httpStatus: 500 } });
    expect(answer.text).not.toContain('no event today');
    expect(await traces()).toEqual(before);
  });
});

describe('ten updates at once', () => {
  it('make ten versions, one event each, in the order of the outbox', async () => {
    const { cid } = await service.as().issue();
    const updates = Array.from({ length: 10 }, (_, number) => service.as().put(cid, { name: `name-${number}` }));
    expect((await Promise.all(updates)).map(({ status }) => status)).toEqual(updates.map(() => 200));
    const events = await publishedOnce(cid, 11);
    expect(events.map(({ data }) => data.version)).toEqual(Array.from({ length: 11 }, (_, number) => number + 1));
    expect((await service.as().get(cid)).body).toMatchObject({ name: events[10]?.data.name });
  });

  it('leave a key that is deleted meanwhile deleted', async () => {
    const { cid } = await service.as().issue();
    const changes = Array.from({ length: 10 }, (_, number) =>
      number === 5 ? service.as().delete(cid) : service.as().put(cid, { name: `name-${number}` }),
    );
    await Promise.all(changes);
    const rows = await service.query<{ version: number }>('SELECT version FROM keys.api_keys WHERE cid = $1', cid);
    const events = await publishedOnce(cid, rows[0]?.version ?? NaN);
    expect(events.at(-1)?.type).toBe('KeyDeleted');
    expect(events).toHaveLength(rows[0]?.version ?? NaN);
  });
});

describe('while Redis is away', () => {
  it('keys are issued all the same, readiness says degraded, and the events follow in order once it is back', async () => {
    await service.redis.kill();
    const cid = await lifeOfAKey();
    const ready = await service.anonymous().send<{ details: object }>('/health/ready');
    expect(ready).toMatchObject({
      status: 200,
      body: { details: { redis: { degraded: expect.any(String) }, database: { status: 'up' } } },
    });
    expect((await service.anonymous().send('/metrics')).text).toMatch(/curfew_outbox_backlog_events\{service="keys"\} [4-9]/);
    await service.redis.restart();
    expect((await publishedOnce(cid, 4)).map(({ data }) => data.version)).toEqual([1, 2, 3, 4]);
  });
});

function messagesOf(document: object): Record<string, { readonly payload: object }> {
  const { channels } = document as { channels: { keys: { messages: Record<string, { payload: object }> } } };
  return channels.keys.messages;
}
