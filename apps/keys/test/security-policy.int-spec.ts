import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { issue as issueToken, post as postToken } from './tokens.js';

const POLICY = '/api/v1/security-policy';
const DAY_MS = 24 * 60 * 60 * 1_000;
const STRICT = { requireExpiration: true, maximumLifetimeDays: 400 };
const OPEN = { requireExpiration: false, maximumLifetimeDays: 400 };

interface PolicyBody extends ErrorBody {
  readonly requireExpiration: boolean;
  readonly maximumLifetimeDays: number;
  readonly violations: { readonly total: number; readonly apiKeys: number; readonly personalTokens: number };
}

interface ViolationsBody extends ErrorBody {
  readonly total: number;
  readonly totalPages: number;
  readonly violations: readonly { readonly id: string; readonly kind: string; readonly name: string }[];
}

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const get = (by: Caller = service.as()) => by.send<PolicyBody>(POLICY);
const put = (body: unknown, by: Caller = service.as()) => by.send<PolicyBody>(POLICY, { method: 'PUT', body });
const violations = (query = '', by: Caller = service.as()) => by.send<ViolationsBody>(`${POLICY}/violations${query}`);
const daysAhead = (days: number) => new Date(service.clock.now().getTime() + days * DAY_MS).toISOString();
const audited = () =>
  service.query(`SELECT action, object_identifier AS object FROM keys.audit_entries WHERE object_type = 'SECURITY_POLICY'`);

describe('the policy', () => {
  it('asks for nothing until somebody decides, and is then what was decided', async () => {
    expect((await get()).body).toEqual({ ...OPEN, violations: { total: 0, apiKeys: 0, personalTokens: 0 } });
    const decided = await put({ requireExpiration: true, maximumLifetimeDays: 90 });
    expect(decided).toMatchObject({ status: 200, body: { requireExpiration: true, maximumLifetimeDays: 90 } });
    expect((await get()).body).toEqual(decided.body);
  });

  it('is audited when it changes, and only then', async () => {
    await put(OPEN);
    const [workspace] = await service.query<{ id: string }>('SELECT id FROM keys.workspaces');
    const before = await audited();
    await put(STRICT);
    await put(STRICT);
    expect(await audited()).toEqual([...before, { action: 'UPDATE', object: workspace?.id }]);
  });

  it.each([
    ...[0, 401, 1.5, -1, 'x', '30', null, true, [], {}, 1e308].map((days) => ['maximumLifetimeDays', days] as const),
    ...[null, 'true', 'True', 0, 1, [], {}].map((value) => ['requireExpiration', value] as const),
    ['maximumLifetimeDays', undefined] as const,
    ['requireExpiration', undefined] as const,
    ['unknown', 1] as const,
  ])('refuses %s: %j, naming it, and stays as it is', async (field, value) => {
    const [before, entries] = [(await get()).body, await audited()];
    const answer = await put({ ...STRICT, [field]: value });
    expect(answer).toMatchObject({ status: 400, body: { details: expect.stringMatching(new RegExp(`^${field}: [^;]+$`)) } });
    expect((await get()).body).toEqual(before);
    expect(await audited()).toEqual(entries);
  });

  it.each([1, 400])('takes %d days', async (maximumLifetimeDays) => {
    expect((await put({ requireExpiration: false, maximumLifetimeDays })).body).toMatchObject({ maximumLifetimeDays });
  });

  it.each([[[]], ['x'], ['null'], ['']])('refuses a body that is %j', async (body) => {
    expect((await put(body)).status).toBe(400);
  });

  it('needs "Configure security policy", to look at it too', async () => {
    const { caller: nobody } = await holderOf(service, ['Edit API keys', 'Edit roles', 'Manage users', 'View audit logs']);
    for (const answer of [await get(nobody), await put(STRICT, nobody), await violations('', nobody)])
      expect(answer.status).toBe(403);
    const { caller: officer } = await holderOf(service, ['Configure security policy']);
    for (const answer of [await get(officer), await put(OPEN, officer), await violations('', officer)])
      expect(answer.status).toBe(200);
  });

  it('that many set at once is one of theirs, whole, and each change is audited once', async () => {
    await put(OPEN);
    const before = (await audited()).length;
    const wanted = Array.from({ length: 20 }, (_, n) => ({ requireExpiration: n % 2 === 0, maximumLifetimeDays: 100 + n }));
    const answers = await Promise.all(wanted.map((policy) => put(policy)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { requireExpiration, maximumLifetimeDays } = (await get()).body;
    expect(wanted).toContainEqual({ requireExpiration, maximumLifetimeDays });
    expect(await audited()).toHaveLength(before + 20);
  });
});

describe('while it requires expirations within 400 days', () => {
  beforeEach(() => put(STRICT));

  const asked = [
    ['no date', {}, /^expirationDate: is required by the security policy$/],
    ['null', { expirationDate: null }, /^expirationDate: is required/],
    ['401 days', { days: 401 }, /^expirationDate: must be within 400 days/],
  ] as const;

  const bodyOf = (body: object) =>
    'days' in body ? { name: 'n', expirationDate: daysAhead(Number(body.days)).slice(0, 10) } : { name: 'n', ...body };

  it.each(asked)('a key or token with %s is refused, and leaves nothing behind', async (_, body, details) => {
    const count = 'SELECT (SELECT count(*) FROM keys.audit_entries), (SELECT count(*) FROM keys.outbox)';
    const before = await service.query(count);
    const refusals = [
      await service.as().post({ ...bodyOf(body), roles: [{ type: 'DEFAULT', role: 'USER' }] }),
      await postToken(service.as(), bodyOf(body)),
    ];
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ status: 400, body: { details: expect.stringMatching(details) } });
    expect(await service.query(count)).toEqual(before);
  });

  it('400 days are fine, as a day and as an instant', async () => {
    for (const expirationDate of [daysAhead(400), daysAhead(400).slice(0, 10)]) {
      await service.as().issue({ expirationDate });
      await issueToken(service.as(), { expirationDate });
    }
  });

  it('a key from before keeps what it has until it is changed: then it must comply', async () => {
    await put(OPEN);
    const { apiKey, cid } = await service.as().issue({ roles: [{ type: 'DEFAULT', role: 'ADMIN' }] });
    await put(STRICT);
    expect((await service.as(apiKey).list()).status).toBe(200);
    expect(await service.as().put(cid, { name: 'renamed' })).toMatchObject({ status: 400 });
    expect((await service.as().put(cid, { name: 'renamed', expirationDate: daysAhead(401) })).status).toBe(400);
    expect((await service.as().put(cid, { name: 'renamed', expirationDate: daysAhead(400) })).status).toBe(200);
  });

  it('every node goes by it from its next request on, and no longer once it is off', async () => {
    const other = await service.another();
    const there = other.as(service.adminKey);
    const body = { name: 'n', roles: [{ type: 'DEFAULT', role: 'USER' }] };
    expect((await there.post(body)).status).toBe(400);
    await put(OPEN);
    expect((await there.post(body)).status).toBe(200);
    await put(STRICT, there);
    expect((await service.as().post(body)).status).toBe(400);
    await other.app.close();
  });
});

describe('violations', () => {
  it('are the valid keys and tokens without a date or with one too far off, counted by kind, newest first', async () => {
    const own = await KeysService.start();
    const by = own.as();
    const never = await by.issue({ name: 'never' });
    const far = await by.issue({ name: 'far', expirationDate: '2099-03-31', timeZone: 'Europe/Berlin' });
    const token = await issueToken(by, { name: 'token' });
    await by.issue({ name: 'fine', expirationDate: daysAhead(100) });
    const soon = await by.issue({ name: 'over', expirationDate: daysAhead(1) });
    await by.delete((await by.issue({ name: 'revoked' })).cid);
    await put({ requireExpiration: true, maximumLifetimeDays: 365 }, by);
    own.clock.moveAhead(2 * DAY_MS);
    expect((await get(by)).body.violations).toEqual({ total: 4, apiKeys: 3, personalTokens: 1 });
    const { body } = await violations('', by);
    expect(body.violations.map(({ id }) => id).slice(0, 3)).toEqual([token.id, far.cid, never.cid]);
    expect(JSON.stringify(body)).not.toContain(soon.cid);
    const owner = { id: expect.any(String), email: 'admin@curfew.localhost', name: 'admin' };
    const common = { kind: 'API_KEY', owner, createdDate: expect.any(String) };
    expect(body.violations.slice(1, 3)).toEqual([
      {
        ...{ ...common, id: far.cid, name: 'far', violation: 'LIFETIME_TOO_LONG' },
        ...{ expirationDate: '2099-03-31T22:00:00.000Z', timeZone: 'Europe/Berlin' },
      },
      { ...common, id: never.cid, name: 'never', violation: 'NO_EXPIRATION' },
    ]);
    const pages = await Promise.all([0, 1, 2].map(async (page) => (await violations(`?page=${page}&pageSize=2`, by)).body));
    expect(pages.map(({ total, totalPages }) => [total, totalPages])).toEqual([1, 2, 3].map(() => [4, 2]));
    expect(pages.flatMap((page) => page.violations)).toEqual(body.violations);
    await own.stop();
  });

  it('are none while nothing is required, and none of another workspace ever', async () => {
    await put(OPEN);
    const stranger = await strangerTo(service);
    await put(STRICT);
    const before = (await get()).body.violations.total;
    expect(before).toBeGreaterThan(0);
    expect((await get(stranger)).body).toEqual({ ...OPEN, violations: { total: 0, apiKeys: 0, personalTokens: 0 } });
    await stranger.issue({ name: 'theirs' });
    await put(STRICT, stranger);
    expect((await violations('', stranger)).body.violations.map(({ name }) => name)).toEqual(['theirs', 'moved']);
    expect((await get()).body.violations.total).toBe(before);
    await put(OPEN);
    expect((await violations()).body).toEqual({ page: 0, total: 0, totalPages: 0, violations: [] });
    expect((await violations('?pageSize=0')).body.details).toMatch(/^pageSize: /);
  });
});
