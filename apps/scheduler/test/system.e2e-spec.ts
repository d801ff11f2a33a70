import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { everythingStored } from './everything-stored.setup.js';
import { setupSystem, type System } from './system.setup.js';

let system: System;

beforeAll(async () => {
  system = await setupSystem();
});
afterAll(() => system.close());

const both = (days: number) => ({ days, ms: 2_500 });

describe('from a key to its reminder', () => {
  it.each([7, 1])('reminds %i days before, by email and by Slack, with name, last four and date, and not early', async (days) => {
    const name = `end-to-end-${String(days)}`;
    const key = await system.issue(name, both(days));
    const messages = await system.inbox.both(name);
    const due = Date.parse(key.expirationDate) - days * 86_400_000;
    expect(messages).toHaveLength(2);
    for (const { raw, receivedAt } of messages) {
      expect(raw).toContain(key.apiKey.slice(-4));
      expect(raw).toContain(String(new Date(key.expirationDate).getUTCFullYear()));
      expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(due);
    }
  });

  it('says nothing at the old time once the date has moved, and nothing of a deleted key', async () => {
    const moved = await system.issue('was-moved', both(7));
    const deleted = await system.issue('was-deleted', both(7));
    const later = new Date(Date.now() + 30 * 86_400_000).toISOString();
    expect((await system.call('PUT', `/auth/key/${moved.cid}`, { name: 'was-moved', expirationDate: later })).status).toBe(200);
    expect((await system.call('DELETE', `/auth/key/${deleted.cid}`)).status).toBe(200);
    await system.issue('is-a-control', both(7));
    await system.inbox.both('is-a-control');
    expect(await system.inbox.containing('was-moved')).toEqual([]);
    expect(await system.inbox.containing('was-deleted')).toEqual([]);
  });

  it('tells each recipient once of 500 keys with one expiry', async () => {
    const expirationDate = new Date(Date.now() + 7 * 86_400_000 + 20_000).toISOString();
    const roles = [{ type: 'DEFAULT', role: 'USER' }];
    for (let start = 0; start < 500; start += 10) {
      const names = Array.from({ length: 10 }, (_, index) => `crowd-${String(start + index)}`);
      await Promise.all(names.map((name) => system.call('POST', '/auth/key', { name, roles, expirationDate })));
    }
    const messages = await system.inbox.both('crowd-', 40_000);
    expect(messages.map(({ channel }) => channel).sort()).toEqual(['email', 'slack']);
    const told = await system.query<{ count: number }>(
      `SELECT count(DISTINCT d.cid)::int AS count FROM scheduler.deliveries d JOIN scheduler.credentials c USING (cid)
       WHERE d.state = 'DELIVERED' AND c.snapshot->>'name' LIKE 'crowd-%'`,
    );
    expect(told).toEqual([{ count: 500 }]);
  });

  it('leads from the request to the email by its id', async () => {
    const expirationDate = new Date(Date.now() + 7 * 86_400_000 + 1_500).toISOString();
    const body = JSON.stringify({ name: 'followed', roles: [{ type: 'DEFAULT', role: 'USER' }], expirationDate });
    const headers = {
      authorization: `Bearer ${system.adminKey}`,
      'content-type': 'application/json',
      'x-request-id': 'follow-me-42',
    };
    await fetch(`${system.keys.url}/api/v1/auth/key`, { method: 'POST', headers, body });
    await system.inbox.both('followed');
    const lines = await until(
      () => {
        const found = system
          .logs()
          .split('\n')
          .filter((line) => line.includes('follow-me-42'));
        return found.some((line) => line.includes('A message was delivered')) && found;
      },
      { what: 'the log tells of the delivery' },
    );
    const services = new Set(lines.map((line) => (JSON.parse(line) as { service: string }).service));
    expect([...services].sort()).toEqual(['keys', 'scheduler']);
  });
});

describe('a key', () => {
  it('appears in no log, Redis value, database column, event or message, by itself or in part', async () => {
    const key = await system.issue('kept-secret', both(7));
    await fetch(`${system.keys.url}/api/v1/auth/key`, { headers: { authorization: `Bearer ${key.apiKey}` } });
    await fetch(`${system.keys.url}/api/v1/auth/key?apiKey=${key.apiKey}`);
    await system.inbox.both('kept-secret');
    const places = await everythingStored(system);
    for (const secret of [key.apiKey, system.adminKey].map((plain) => plain.slice(4, -4))) {
      for (const [place, content] of places) expect([place, content.includes(secret)]).toEqual([place, false]);
    }
    expect(places.get('the database')).toContain(key.cid);
    expect(places.get('Redis')).toContain(key.cid);
    expect(places.get('the log')).toContain(key.cid);
  });
});
