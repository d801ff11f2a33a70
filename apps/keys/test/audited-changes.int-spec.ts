import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let things: { readonly cid: string; readonly pt: string };

beforeAll(async () => {
  service = await KeysService.start();
  const made = await service.as().send<{ id: string }>(TOKENS, { method: 'POST', body: { name: 'token' } });
  things = { cid: (await service.as().issue()).cid, pt: made.body.id };
  await service.as().send(ROLES, { method: 'POST', body: { tag: 'there', name: 'There', permissions: [] } });
});

afterAll(() => service.stop());

const KEYS = '/api/v1/auth/key';
const TOKENS = '/api/v1/auth/tokens';
const ROLES = '/api/v1/roles';
const POLICY = '/api/v1/security-policy';
const ALLOWLIST = '/api/v1/ip-allowlist';

const key = { name: 'n', roles: [role('USER')] };
const mine = { entries: [{ address: '127.0.0.0/8' }] };

interface Entry {
  readonly action: string;
  readonly type: string;
  readonly object: string;
}

const entries = () =>
  service.query<Entry>(
    `SELECT action, object_type AS type, object_identifier AS object FROM keys.audit_entries ORDER BY workspace_id, sequence`,
  );

/** What a request left in the log. `:cid` and `:pt` in its address are the key and the token that are there. */
async function traceOf(request: string, body: object | undefined) {
  const [method, address] = request.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
  const before = (await entries()).length;
  const url = address.replace(':cid', things.cid).replace(':pt', things.pt);
  const { status } = await service.as().send(url, { method, ...(body ? { body } : {}) });
  return { status, trace: (await entries()).slice(before).map(({ action, type }) => `${action} ${type}`) };
}

/** In this order: each finds what the ones before left. */
const changes: readonly (readonly [request: string, body: object | undefined, entry: string])[] = [
  [`POST ${KEYS}`, key, 'CREATE API_KEY'],
  [`PUT ${KEYS}/:cid`, { name: 'renamed' }, 'UPDATE API_KEY'],
  [`PUT ${KEYS}/:cid`, { name: 'renamed', expirationDate: '2099-03-31' }, 'UPDATE API_KEY'],
  [`POST ${TOKENS}`, { name: 'n' }, 'CREATE PERSONAL_API_KEY'],
  [`POST ${ROLES}`, { tag: 'new', name: 'New', permissions: [] }, 'CREATE ROLE'],
  [`PUT ${ROLES}/new`, { name: 'New', permissions: ['View roles'] }, 'UPDATE ROLE'],
  [`DELETE ${ROLES}/new`, undefined, 'DELETE ROLE'],
  [`PUT ${ALLOWLIST}`, mine, 'UPDATE IP_ALLOWLIST'],
  [`PUT ${POLICY}`, { requireExpiration: false, maximumLifetimeDays: 90 }, 'UPDATE SECURITY_POLICY'],
];

/** What changes nothing: reading, refusals, and saying what is so already. */
const others: readonly (readonly [request: string, body: object | undefined, status: number])[] = [
  [`GET ${KEYS}`, undefined, 200],
  [`GET ${KEYS}/:cid`, undefined, 200],
  [`POST ${KEYS}`, {}, 400],
  [`POST ${KEYS}`, { ...key, roles: [{ type: 'CUSTOM', tag: 'nowhere' }] }, 400],
  [`PUT ${KEYS}/:cid`, { name: 'renamed' }, 200],
  [`PUT ${KEYS}/:cid`, { name: '' }, 400],
  [`PUT ${KEYS}/ak0000000000000000`, { name: 'n' }, 404],
  [`DELETE ${KEYS}/ak0000000000000000`, undefined, 404],
  ['POST /api/v1/auth/verify', { key: 'cfw_x' }, 200],
  [`GET ${TOKENS}`, undefined, 200],
  [`POST ${TOKENS}`, { name: 'n', roles: [] }, 400],
  [`DELETE ${TOKENS}/pt0000000000000000`, undefined, 404],
  [`GET ${ROLES}`, undefined, 200],
  [`POST ${ROLES}`, { tag: 'there', name: 'Again', permissions: [] }, 409],
  [`PUT ${ROLES}/there`, { name: 'There', permissions: [] }, 200],
  [`PUT ${ROLES}/nowhere`, { name: 'n', permissions: [] }, 404],
  [`DELETE ${ROLES}/nowhere`, undefined, 404],
  [`GET ${ALLOWLIST}`, undefined, 200],
  [`PUT ${ALLOWLIST}`, mine, 200],
  [`PUT ${ALLOWLIST}`, { entries: [{ address: '10.0.0.1' }] }, 400],
  [`POST ${ALLOWLIST}/validate`, { entries: [{ address: '10.0.0.1' }] }, 200],
  [`GET ${POLICY}`, undefined, 200],
  [`GET ${POLICY}/violations`, undefined, 200],
  [`PUT ${POLICY}`, { requireExpiration: false, maximumLifetimeDays: 90 }, 200],
  [`PUT ${POLICY}`, { requireExpiration: true, maximumLifetimeDays: 0 }, 400],
  ['GET /api/v1/audit-logs', undefined, 200],
  ['GET /api/v1/inventory', undefined, 200],
];

const ends: typeof changes = [
  [`DELETE ${TOKENS}/:pt`, undefined, 'DELETE PERSONAL_API_KEY'],
  [`DELETE ${KEYS}/:cid`, undefined, 'DELETE API_KEY'],
];

describe('a change is one entry in the audit log', () => {
  it.each(changes)('%s %j', async (request, body, entry) => {
    expect(await traceOf(request, body)).toEqual({ status: 200, trace: [entry] });
  });
});

describe('what changes nothing is none', () => {
  it.each(others)('%s %j (%d)', async (request, body, status) => {
    expect(await traceOf(request, body)).toEqual({ status, trace: [] });
  });

  it.each([...changes, ...ends])('%s %j, by someone who may not', async (request, body) => {
    const before = await entries();
    const [method, address] = request.split(' ') as ['POST', string];
    const url = address.replace(':cid', things.cid).replace(':pt', 'pt0000000000000000');
    const { status } = await service.as('cfw_nobody').send(url, { method, ...(body ? { body } : {}) });
    expect(status).toBe(401);
    expect(await entries()).toEqual(before);
  });
});

describe('an end is one entry, too', () => {
  it.each(ends)('%s', async (request, body, entry) => {
    expect(await traceOf(request, body)).toEqual({ status: 200, trace: [entry] });
    expect(await traceOf(request, body)).toEqual({ status: 404, trace: [] });
  });
});

it('the first start is written down: the admin, and the key', async () => {
  const started = await service.query(
    `SELECT action, object_type AS type FROM keys.audit_entries WHERE actor_type = 'ANONYMOUS' ORDER BY sequence`,
  );
  expect(started).toEqual([
    { action: 'CREATE', type: 'USER' },
    { action: 'CREATE', type: 'API_KEY' },
  ]);
});
