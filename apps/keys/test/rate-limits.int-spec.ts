import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { Redis } from 'ioredis';
import { role, type Caller } from './caller.js';
import { KeysService } from './keys-service.js';

const LIMITS = { RATE_LIMIT_PER_MINUTE: '20', FAILED_AUTHENTICATIONS_PER_MINUTE: '10', TRUSTED_PROXIES: '127.0.0.1' };
const UNKNOWN = 'cfw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000';

let service: KeysService;

beforeEach(async () => {
  service = await KeysService.start(LIMITS);
});

afterEach(() => service.stop());

/** The statuses of so many requests, one after the other. */
async function statuses(caller: Caller, count: number, address = '203.0.113.1'): Promise<number[]> {
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    seen.push((await caller.send('/api/v1/nowhere', { headers: { 'x-forwarded-for': address } })).status);
  }
  return seen;
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);

/** A key of nobody else, to be used up. */
const freshKey = async (body: object = {}) => service.as().issue({ roles: [role('ADMIN')], ...body });

describe('a credential', () => {
  it('may send exactly as many requests as the limit, and is then told when to come again', async () => {
    const caller = service.as((await freshKey()).apiKey);
    expect(await statuses(caller, 20)).toEqual(times(20, 404));
    const answer = await caller.send<Record<string, unknown>>('/api/v1/auth/key');
    const retryAfter = Number(answer.headers['retry-after']);
    expect(answer.status).toBe(429);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'This credential may send 20 requests a minute.',
      retryAfter,
    });
    expect(retryAfter).toBeGreaterThanOrEqual(50);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect((await service.as().list()).status).toBe(200);
  });

  it('may send 1000 requests a minute, and fail 1000 times, unless told otherwise', async () => {
    const usual = await service.another({ RATE_LIMIT_PER_MINUTE: undefined, FAILED_AUTHENTICATIONS_PER_MINUTE: undefined });
    const { apiKey } = await freshKey();
    const seen = await Promise.all([usual.as(apiKey), usual.as(UNKNOWN)].map((caller) => statuses(caller, 1_001)));
    expect(seen).toEqual([
      [...times(1_000, 404), 429],
      [...times(1_000, 401), 429],
    ]);
    await usual.app.close();
  });

  it('has room again when the minute is over', async () => {
    const caller = service.as((await freshKey()).apiKey);
    expect(await statuses(caller, 21)).toContain(429);
    service.clock.moveAhead(60_000);
    await service.redis.flushAll();
    expect((await caller.list()).status).toBe(200);
  });

  it('is one for all nodes', async () => {
    const other = await service.another(LIMITS);
    const { apiKey } = await freshKey();
    expect(await statuses(service.as(apiKey), 20)).toEqual(times(20, 404));
    const refused = async () => (await other.as(apiKey).list()).status === 429;
    await until(refused, { what: 'the other node knows of it', withinMs: 1_000 });
    await other.app.close();
  });

  it('is counted together by nodes that serve it at once', async () => {
    const limits = { ...LIMITS, RATE_LIMIT_PER_MINUTE: '200' };
    const nodes = await Promise.all([service.another(limits), service.another(limits)]);
    const { apiKey } = await freshKey();
    const seen = { admitted: 0, refusals: 0 };
    const ask = async (node: KeysService) => {
      const { status } = await node.as(apiKey).list();
      seen[status === 429 ? 'refusals' : 'admitted'] += 1;
    };
    const allRefuse = async () => {
      const before = seen.refusals;
      await Promise.all(nodes.map(ask));
      return seen.refusals === before + nodes.length;
    };
    while (seen.admitted < 150) await Promise.all(nodes.map(ask));
    await until(allRefuse, { what: 'both nodes refuse' });
    // Between two exchanges each node may let through what it did not know to be too many: here far less than a limit of its own.
    expect(seen.admitted).toBeGreaterThanOrEqual(200);
    expect(seen.admitted).toBeLessThan(400);
    await Promise.all(nodes.map((node) => node.app.close()));
  });

  it('is counted, when refused, in the metrics', async () => {
    await statuses(service.as((await freshKey()).apiKey), 22);
    const { text } = await service.anonymous().send('/metrics');
    expect(text).toContain('curfew_rate_limited_requests_total{bucket="credential",service="keys"} 2');
  });
});

describe('failed authentications', () => {
  it('are counted by address, unknown and malformed alike, and answered 429 beyond the limit', async () => {
    expect(await statuses(service.as(UNKNOWN), 5)).toEqual(times(5, 401));
    expect(await statuses(service.anonymous(), 5)).toEqual(times(5, 401));
    expect(await statuses(service.as('nonsense'), 2)).toEqual([429, 429]);
    expect(await statuses(service.as(UNKNOWN), 1, '203.0.113.2')).toEqual([401]);
  });

  it('never refuse a valid credential of the same address', async () => {
    await statuses(service.as(UNKNOWN), 15);
    expect(await statuses(service.as(), 3)).toEqual(times(3, 404));
  });

  it('are not escaped by changing the last bits of an IPv6 address', async () => {
    for (let host = 1; host <= 10; host += 1) await statuses(service.anonymous(), 1, `2001:db8::${host}`);
    expect(await statuses(service.anonymous(), 1, '2001:db8::ffff')).toEqual([429]);
    expect(await statuses(service.anonymous(), 1, '2001:db8:0:1::1')).toEqual([401]);
  });

  it('are not escaped by forging X-Forwarded-For', async () => {
    const direct = await service.another({ ...LIMITS, TRUSTED_PROXIES: '' });
    for (let forged = 1; forged <= 10; forged += 1) await statuses(direct.anonymous(), 1, `198.51.100.${forged}`);
    expect(await statuses(direct.anonymous(), 1, '198.51.100.99')).toEqual([429]);
    await direct.app.close();
  });

  it('of a revoked key are its own: retries never ban the address of a live one', async () => {
    const { apiKey, cid } = await freshKey();
    await service.as().delete(cid);
    expect(await statuses(service.as(apiKey), 22)).toEqual([...times(20, 401), 429, 429]);
    expect(await statuses(service.as(UNKNOWN), 1)).toEqual([401]);
    expect(await statuses(service.as(), 1)).toEqual([404]);
  });

  it('of an expired key are its own too', async () => {
    const expirationDate = new Date(service.clock.now().getTime() + 3_600_000).toISOString();
    const { apiKey } = await freshKey({ expirationDate });
    service.clock.moveAhead(3_600_000);
    expect(await statuses(service.as(apiKey), 21)).toEqual([...times(20, 401), 429]);
    expect(await statuses(service.as(UNKNOWN), 1)).toEqual([401]);
  });
});

describe('Redis', () => {
  it('away: each node counts by itself, and nobody gets a 5xx', async () => {
    const { apiKey } = await freshKey();
    await service.redis.kill();
    expect(await statuses(service.as(apiKey), 21)).toEqual([...times(20, 404), 429]);
  });

  it('frozen: no request waits for it', async () => {
    const { apiKey } = await freshKey();
    service.redis.freeze();
    const started = performance.now();
    expect(await statuses(service.as(apiKey), 21)).toEqual([...times(20, 404), 429]);
    expect(performance.now() - started).toBeLessThan(2_000);
    service.redis.thaw();
  });

  it('emptied: what a node has counted itself it still knows', async () => {
    const { apiKey } = await freshKey();
    await statuses(service.as(apiKey), 20);
    await service.redis.flushAll();
    expect(await statuses(service.as(apiKey), 1)).toEqual([429]);
  });

  it('holds ids and numbers, no credential, and nothing for longer than a minute', async () => {
    const { apiKey, cid } = await freshKey();
    await statuses(service.as(apiKey), 3);
    await statuses(service.as(UNKNOWN), 3);
    const redis = new Redis(service.redis.url);
    const keys = await until(
      async () => {
        const found = (await redis.keys('curfew:rate:*')).sort();
        return found.length >= 3 && found;
      },
      { what: 'the counts are shared' },
    );
    expect(keys).toEqual(expect.arrayContaining(['curfew:rate:address:203.0.113.1', `curfew:rate:credential:${cid}`]));
    for (const key of keys) {
      expect(await redis.pttl(key)).toBeGreaterThan(0);
      expect(await redis.pttl(key)).toBeLessThanOrEqual(60_000);
      expect(Number(await redis.get(key))).toBeGreaterThan(0);
    }
    redis.disconnect();
  });
});
