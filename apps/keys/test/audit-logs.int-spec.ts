import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';

interface Log {
  readonly action: string;
  readonly objectType: string;
  readonly objectIdentifier: string;
  readonly timestamp: string;
  readonly sequence: number;
}

interface Page extends ErrorBody {
  readonly page: number;
  readonly total: number;
  readonly totalPages: number;
  readonly logs: readonly Log[];
}

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
  await service.asOwner(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('${QUIET}', 'Quiet', 'UTC')`);
  for (const [n, entry] of made.entries()) await insert({ ...entry, object: `ak${String(n).padStart(16, '0')}` });
});

afterAll(() => service.stop());

/** A workspace whose log is made up here, and looked at by an admin who is moved there without a trace. */
const QUIET = 'ws0000000000000005';

const logs = (query = '', by: Caller = service.as()): Promise<Answer<Page>> => by.send<Page>(`/api/v1/audit-logs${query}`);

describe('GET /api/v1/audit-logs', () => {
  it('shows who did what to which object, when and from where, and nothing else', async () => {
    const { cid } = await service.as().issue();
    const [admin] = await service.query<{ cid: string }>(`SELECT cid FROM keys.api_keys ORDER BY created_at LIMIT 1`);
    const { body } = await logs(`?objectIdentifiers=${cid}`);
    expect(body).toEqual({ page: 0, total: 1, totalPages: 1, logs: [expect.any(Object)] });
    expect(body.logs[0]).toEqual({
      action: 'CREATE',
      objectType: 'API_KEY',
      objectIdentifier: cid,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      actorType: 'API_KEY',
      actorIdentifier: admin?.cid,
      actorEmail: 'admin@curfew.localhost',
      ipAddress: '127.0.0.1',
      requestId: expect.any(String),
      sequence: expect.any(Number),
    });
  });

  it('leaves out what Curfew itself does not have', async () => {
    const { logs: shown } = (await logs('?actorTypes=ANONYMOUS')).body;
    expect(shown.map(({ objectType }) => objectType)).toEqual(['API_KEY', 'USER']);
    for (const log of shown)
      expect(Object.keys(log).sort()).toEqual(['action', 'actorType', 'objectIdentifier', 'objectType', 'sequence', 'timestamp']);
  });

  it('is newest first, paged and stable, also for entries of one instant', async () => {
    service.clock.stopAt(new Date(Date.now() + 60_000));
    const cids: string[] = [];
    for (let n = 0; n < 5; n += 1) cids.unshift((await service.as().issue()).cid);
    const pages = await Promise.all([0, 1, 2].map(async (page) => (await logs(`?page=${page}&pageSize=2`)).body.logs));
    expect(
      pages
        .flat()
        .map(({ objectIdentifier }) => objectIdentifier)
        .slice(0, 5),
    ).toEqual(cids);
    const all = (await logs('?pageSize=1000')).body;
    expect(all).toMatchObject({ total: all.logs.length, totalPages: 1 });
    expect(all.logs.map(({ sequence }) => sequence)).toEqual(all.logs.map((_, place) => all.total - place));
    expect((await logs('?page=500')).body).toMatchObject({ page: 500, logs: [] });
  });

  it('needs "View audit logs", and that alone', async () => {
    const { caller: viewer } = await holderOf(service, ['View audit logs']);
    const { caller: nobody } = await holderOf(service, ['Edit API keys', 'Edit roles', 'View notification logs']);
    expect((await logs('', viewer)).status).toBe(200);
    expect((await logs('', nobody)).status).toBe(403);
    expect((await logs('', service.anonymous())).status).toBe(401);
  });

  it('shows nothing of another workspace, whatever is asked for', async () => {
    const { cid } = await service.as().issue();
    const stranger = await strangerTo(service);
    const theirs = (await stranger.issue()).cid;
    expect((await logs('', stranger)).body.logs.map((log) => log.objectIdentifier)).toEqual([theirs]);
    expect((await logs(`?objectIdentifiers=${cid},${theirs}`)).body.logs).toMatchObject([{ objectIdentifier: cid }]);
  });

  it('is only read: no other method is there', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect((await service.as().send('/api/v1/audit-logs', { method, body: {} })).status).toBe(404);
  });
});

/** Eight entries: what differs from one to the next is what the filters tell apart. */
const made: readonly Entry[] = [
  { at: '2027-01-01T00:00:00Z', action: 'CREATE', type: 'API_KEY', actor: 'API_KEY', email: 'ada@example.com', ip: '::1' },
  { at: '2027-01-01T23:59:59.999Z', action: 'UPDATE', type: 'API_KEY', actor: 'API_KEY', email: 'ADA@example.com', ip: '::2' },
  { at: '2027-01-02T00:00:00Z', action: 'DELETE', type: 'ROLE', actor: 'API_KEY', email: 'bob@example.com', ip: '::1' },
  { at: '2027-01-02T10:00:00Z', action: 'CREATE', type: 'ROLE', actor: 'PERSONAL_API_KEY', email: 'bob@example.com', ip: '::2' },
  { at: '2027-01-02T12:00:00Z', action: 'UPDATE', type: 'USER', actor: 'ANONYMOUS', email: null, ip: null },
];

interface Entry {
  readonly at: string;
  readonly action: string;
  readonly type: string;
  readonly actor: string;
  readonly email: string | null;
  readonly ip: string | null;
}

const insert = ({ at, action, type, actor, email, ip, object }: Entry & { readonly object: string }) =>
  service.query(
    `INSERT INTO keys.audit_intake (workspace_id, action, object_type, object_identifier, actor_type, actor_credential, actor_email,
       ip_address, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    ...[QUIET, action, type, object, actor, actor === 'ANONYMOUS' ? null : `by-${String(ip)}`, email, ip, at],
  );

describe('the filters', () => {
  let reader: Caller;

  beforeAll(async () => {
    const { apiKey, cid } = await service.as().issue({ roles: [{ type: 'DEFAULT', role: 'ADMIN' }] });
    const user = `INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at)
      VALUES ('us0000000000000005', $1, 'q@example.com', 'Q', '[{"type": "DEFAULT", "role": "ADMIN"}]', now())`;
    await service.query(user, QUIET);
    await service.query(`UPDATE keys.api_keys SET workspace_id = $1, owner_id = 'us0000000000000005' WHERE cid = $2`, QUIET, cid);
    reader = service.as(apiKey);
  });

  /** Which of the entries are found, oldest first. */
  const found = async (query: string) => {
    const { status, body } = await logs(query, reader);
    expect({ status, details: body.details }).toEqual({ status: 200, details: undefined });
    expect(body.total).toBe(body.logs.length);
    return body.logs.map(({ sequence }) => sequence).reverse();
  };

  it.each([
    ['', [1, 2, 3, 4, 5]],
    ['?actions=CREATE', [1, 4]],
    ['?actions=CREATE,DELETE', [1, 3, 4]],
    ['?actions=CREATE&objectTypes=ROLE', [4]],
    ['?objectTypes=ROLE,USER&actions=DELETE,UPDATE', [3, 5]],
    ['?objectTypes=SECRET', []],
    ['?objectIdentifiers=ak0000000000000001,ak0000000000000004', [2, 5]],
    ['?actorTypes=ANONYMOUS', [5]],
    ['?actorTypes=PERSONAL_API_KEY,ANONYMOUS', [4, 5]],
    ['?actorEmails=Ada@Example.COM', [1, 2]],
    ['?actorEmails=ada@example.com,bob@example.com', [1, 2, 3, 4]],
    ['?actorApiKeyIdentifiers=by-::2', [2, 4]],
    ['?actorIpAddresses=::1', [1, 3]],
    ['?actorIpAddresses=::1,%20::2%20,', [1, 2, 3, 4]],
    ['?actions=&actorEmails=,', [1, 2, 3, 4, 5]],
    ['?startTime=2027-01-02T00:00:00Z', [3, 4, 5]],
    ['?startTime=2027-01-02T00:00:00', [3, 4, 5]],
    ['?startTime=2027-01-02', [3, 4, 5]],
    ['?startTime=2027-01-02T01:00:00%2B01:00', [3, 4, 5]],
    ['?startTime=2027-01-02T00:00:00.001Z', [4, 5]],
    ['?endTime=2027-01-02T00:00:00Z', [1, 2, 3]],
    ['?endTime=2027-01-01T23:59:59.998Z', [1]],
    ['?endTime=2027-01-01', [1, 2]],
    ['?startTime=2027-01-02&endTime=2027-01-02', [3, 4, 5]],
    ['?startTime=2027-01-02T10:00:00Z&endTime=2027-01-02T10:00:00Z', [4]],
    [`?actorEmails=${encodeURIComponent(`' OR true --`)}`, []],
    ['?unknown=1', [1, 2, 3, 4, 5]],
  ])('%s find %j', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it.each([
    ['actions=CREATE,MAKE', /^actions\.1: must be among CREATE, UPDATE, DELETE$/],
    ['actions=create', /^actions\.0: must be among/],
    ['objectTypes=KEY', /^objectTypes\.0: must be among API_KEY, /],
    ['actorTypes=USER', /^actorTypes\.0: must be among API_KEY, PERSONAL_API_KEY, ANONYMOUS$/],
    ['actions=CREATE&actions=UPDATE', /^actions: must be given once$/],
    ['objectIdentifiers=a%00b', /^objectIdentifiers\.0: must be/],
    ['actorEmails=a,b%0Ac', /^actorEmails\.1: must be/],
    [`actorIpAddresses=${'a,'.repeat(101)}`, /^actorIpAddresses: must be at most 100 values$/],
    ['startTime=yesterday', /^startTime: must be a date-time/],
    ['startTime=2027-02-30', /^startTime: must be/],
    ['endTime=', /^endTime: must be/],
    ['startTime=2027-01-02T00:00:00Z&endTime=2027-01-01T23:59:59Z', /^endTime: must not be before startTime$/],
    ['page=-1', /^page: /],
    ['pageSize=1001', /^pageSize: /],
  ])('refuse %s, naming the parameter', async (query, details) => {
    expect(await logs(`?${query}`)).toMatchObject({
      status: 400,
      body: { type: 'BAD_REQUEST', details: expect.stringMatching(details) },
    });
  });
});
