import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startProcess, until, type TestProcess } from '#libs/testing';
import { Collector } from './collector.setup.js';
import { setupSystem, type IssuedKey, type System } from './system.setup.js';

let collector: Collector;
let system: System;

beforeAll(async () => {
  collector = await Collector.start();
  system = await setupSystem({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=opensesame',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
});
afterAll(async () => {
  await system.close();
  await collector.close();
});

/** Where a caller is in a trace of its own. */
function callersPlace() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` };
}

/** Issues a key of which people are reminded soon, within a caller's trace. */
async function issue(name: string, { at = system.keys, traceparent = '' } = {}): Promise<IssuedKey> {
  const expirationDate = new Date(Date.now() + 7 * 86_400_000 + 2_500).toISOString();
  const headers = { authorization: `Bearer ${system.adminKey}`, 'content-type': 'application/json', traceparent };
  const body = JSON.stringify({ name, roles: [{ type: 'DEFAULT', role: 'USER' }], expirationDate });
  const answer = await fetch(`${at.url}/api/v1/auth/key`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as IssuedKey;
}

/** Starts one more keys service, with other variables for tracing. */
async function anotherKeys(variables: Readonly<Record<string, string>>): Promise<TestProcess> {
  const { KEYS_PORT: _taken, ...env } = system.keys.env;
  const untraced = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OTEL_')));
  return (await startProcess({ role: 'keys', env: { ...untraced, ...variables } })).ready();
}

const eventsOf = (table: string, cid: string) =>
  system.query<{ type: string; traceparent: string | null }>(
    `SELECT event->>'type' AS type, event->>'traceparent' AS traceparent FROM ${table}.outbox WHERE event->>'subject' = $1`,
    cid,
  );

describe('the trace of a caller', () => {
  const caller = callersPlace();
  let key: IssuedKey;

  beforeAll(async () => {
    key = await issue('traced-deploy-key', { traceparent: caller.traceparent });
    await system.inbox.both('traced-deploy-key');
  });

  it('goes on in the request, and from there in the event and in whoever hears it', async () => {
    const request = await collector.span('the request', ({ traceId, kind }) => traceId === caller.traceId && kind === 2);
    expect(request).toMatchObject({ service: 'curfew-keys', name: 'POST /api/v1/auth/key', parentSpanId: caller.spanId });
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 200, 'http.route': '/api/v1/auth/key' });
    const place = `00-${caller.traceId}-${request.spanId}-01`;
    expect(await eventsOf('keys', key.cid)).toEqual([{ type: 'KeyCreated', traceparent: place }]);
    const heard = await collector.span('the hearing', ({ traceId, kind }) => traceId === caller.traceId && kind === 5);
    expect(heard).toMatchObject({ service: 'curfew-scheduler', name: 'process KeyCreated', parentSpanId: request.spanId });
  });

  it('is what the messages lead back to, each from a trace of its own', async () => {
    for (const channel of ['EMAIL', 'SLACK']) {
      const sent = await collector.span(channel, ({ name, links }) => name === `send ${channel}` && links.length > 0);
      expect(sent.links.map(({ traceId }) => traceId)).toEqual([caller.traceId]);
      expect([sent.traceId === caller.traceId, sent.kind, sent.failed]).toEqual([false, 3, false]);
      expect(sent.attributes).toMatchObject({ 'curfew.channel': channel, 'curfew.count': 1, 'curfew.outcome': 'deliver' });
    }
  });

  it('is not that of the falling due, which the event that tells of it carries', async () => {
    const [told] = await until(async () => (await eventsOf('scheduler', key.cid)).length > 0 && eventsOf('scheduler', key.cid), {
      what: 'an event tells of the falling due',
    });
    const fell = await collector.span('the falling due', ({ name }) => name === 'fall due');
    expect(told).toEqual({ type: 'KeyExpiring', traceparent: `00-${fell.traceId}-${fell.spanId}-01` });
    expect(fell.traceId).not.toBe(caller.traceId);
  });

  it('is on the log lines of both services', () => {
    const lines = system
      .logs()
      .split('\n')
      .filter((line) => line.includes(`"traceId":"${caller.traceId}"`));
    const said = lines.map((line) => JSON.parse(line) as { service: string; message: string });
    expect(said).toContainEqual(expect.objectContaining({ service: 'keys', message: 'Answered' }));
    expect(said).toContainEqual(expect.objectContaining({ service: 'scheduler', message: 'An event was worked in' }));
  });
});

it('a question over the bus is answered in the trace in which it was asked', async () => {
  const { traceId, traceparent } = callersPlace();
  const headers = { authorization: `Bearer ${system.adminKey}`, traceparent };
  await fetch(`${system.keys.url}/api/v1/notifications/logs`, { headers });
  const answered = await collector.span('the answer', (span) => span.name === 'notifications.logs' && span.traceId === traceId);
  expect(answered).toMatchObject({ service: 'curfew-scheduler', kind: 2 });
});

it('nothing that is sent to the collector holds a key, a name, an address of a person, a header or a query', async () => {
  const key = await issue('very-private-name');
  await fetch(`${system.keys.url}/api/v1/auth/key?apiKey=${key.apiKey}`, { headers: { authorization: `Bearer ${key.apiKey}` } });
  await fetch(`${system.keys.url}/very-private-path`, { headers: { authorization: `Bearer ${system.adminKey}` } });
  await fetch(`${system.keys.url}/health/live`);
  await system.inbox.both('very-private-name');
  const nowhere = await collector.span(
    'a request to nowhere',
    ({ attributes }) => attributes['http.response.status_code'] === 404,
  );
  expect(nowhere.name).toBe('GET');
  await collector.span('a refused one', ({ attributes }) => attributes['http.response.status_code'] === 400);
  const sent = collector.raw.join('\n');
  for (const plain of [key.apiKey, system.adminKey]) expect(sent).not.toContain(plain.slice(4, -4));
  for (const secret of ['very-private', 'traced-deploy-key', '@', '#api-keys', 'Bearer', 'apiKey', '/health'])
    expect([secret, sent.includes(secret)]).toEqual([secret, false]);
  expect(collector.headers.every((headers) => headers['x-collector-key'] === 'opensesame')).toBe(true);
  expect(sent).toMatch(/^\/v1\/traces /);
});

it('a service without a collector traces nothing, whatever callers send', async () => {
  const { traceId, traceparent } = callersPlace();
  const keys = await anotherKeys({});
  const key = await issue('untraced', { at: keys, traceparent });
  expect(await keys.kill()).toBe(0);
  expect(await eventsOf('keys', key.cid)).toEqual([{ type: 'KeyCreated', traceparent: null }]);
  expect(keys.logs()).not.toContain(traceId);
  expect(collector.spans.filter((span) => span.traceId === traceId)).toEqual([]);
});

it('a collector that never answers, or is not there, holds up neither requests nor the end', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const away = { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  const mute = { ...away, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(port)}` };
  for (const keys of await Promise.all([away, mute].map(anotherKeys))) {
    await issue('answered-all-the-same', { at: keys });
    const askedAt = performance.now();
    expect(await keys.kill()).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(15_000);
  }
  silent.close();
});
