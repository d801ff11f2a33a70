import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InventoryPage } from '../src/inventory/index.js';
import { role, type Caller } from './caller.js';
import { KeysService } from './keys-service.js';
import { StandInScheduler } from './stand-in-scheduler.js';

let service: KeysService;
let scheduler: StandInScheduler;

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
});

afterAll(() => service.stop());

const inventory = (caller: Caller, query = '') => caller.send<InventoryPage>(`/api/v1/inventory${query}`);
const exported = async (query = '') => {
  const { text } = await service.as().send(`/api/v1/inventory/export${query}`);
  return parse<Record<string, string>>(text, { columns: true });
};

/** Keys that are told from those of other tests by what is in their names. */
const named = (text: string) => (one: { readonly name: string }) => one.name.includes(text);

it('lists what ends first, first, and what never ends, last', async () => {
  for (const [name, expirationDate] of [
    ['a', null],
    ['b', '2032-05-01'],
    ['c', '2031-05-01'],
  ] as const) {
    await service.as().issue({ name: `order-${name}`, expirationDate });
  }
  const { body } = await inventory(service.as());
  expect(body.credentials.filter(named('order-')).map(({ name }) => name)).toEqual(['order-c', 'order-b', 'order-a']);
  expect(body).toMatchObject({ page: 0, total: body.credentials.length, totalPages: 1 });
});

it('says everything about a credential but the credential', async () => {
  const { cid, apiKey } = await service.as().issue({ name: 'whole', expirationDate: '2031-03-31', timeZone: 'Europe/Berlin' });
  scheduler.reminds(cid, '2031-03-24T08:00:00.000Z');
  const answer = await inventory(service.as());
  expect(answer.body.credentials.find((one) => one.cid === cid)).toEqual({
    cid,
    kind: 'API_KEY',
    name: 'whole',
    last4: apiKey.slice(-4),
    owner: { id: expect.any(String), email: 'admin@curfew.localhost', name: 'admin' },
    status: 'ACTIVE',
    createdDate: expect.any(String),
    expirationDate: '2031-03-31T22:00:00.000Z',
    timeZone: 'Europe/Berlin',
    nextReminderDate: '2031-03-24T08:00:00.000Z',
  });
  expect(answer.text).not.toContain(apiKey);
});

it('leaves out what is revoked, and what other workspaces have', async () => {
  const { cid } = await service.as().issue({ name: 'gone-soon' });
  await service.as().delete(cid);
  await service.asOwner(`
    INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws00000000000000ff', 'Others', 'UTC');
    INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at)
    VALUES ('us00000000000000ff', 'ws00000000000000ff', 'x@example.com', 'X', '[{"type":"DEFAULT","role":"ADMIN"}]', now());
    INSERT INTO keys.personal_tokens (id, workspace_id, user_id, name, last4, key_hash, pepper_id, version, created_at, updated_at)
    VALUES ('pt00000000000000ff', 'ws00000000000000ff', 'us00000000000000ff', 'foreign', 'abcd', sha256('x'), 'p', 1, now(), now())`);
  const { body } = await inventory(service.as());
  expect(body.credentials.filter(({ name }) => ['gone-soon', 'foreign'].includes(name))).toEqual([]);
});

it('shows a program no keys that it may not edit', async () => {
  const { apiKey } = await service.as().issue({ roles: [role('USER')] });
  expect((await inventory(service.as(apiKey))).body).toMatchObject({ total: 0, credentials: [] });
});

it.each([
  ['?kind=SECRET', 0],
  ['?expiresBefore=2031-06-01&kind=API_KEY', 1],
  ['?expiresBefore=2000-01-01', 0],
])('filters by %s', async (query, least) => {
  const { status, body } = await inventory(service.as(), query);
  expect(status).toBe(200);
  expect(body.credentials.length).toBeGreaterThanOrEqual(least);
  expect(body.credentials.length).toBe(body.total);
  if (least === 0) expect(body.credentials).toEqual([]);
});

it.each([
  ['?kind=KEY', 'kind'],
  ['?expiresBefore=soon', 'expiresBefore'],
  ['?pageSize=1001', 'pageSize'],
])('refuses %s, naming it', async (query, field) => {
  const { status, text } = await inventory(service.as(), query);
  expect([status, text]).toEqual([400, expect.stringContaining(`${field}: `)]);
});

describe('the export', () => {
  it('holds every credential, over more than one chunk', async () => {
    await service.asOwner(`
      INSERT INTO keys.api_keys (cid, workspace_id, owner_id, name, last4, key_hash, pepper_id, roles, version, created_at, updated_at)
      SELECT 'ak' || lpad(to_hex(n), 16, '0'), workspace_id, owner_id, 'many', 'abcd', sha256(n::text::bytea), 'p', roles, 1, now(), now()
      FROM generate_series(1, 2500) n, (SELECT * FROM keys.api_keys ORDER BY created_at LIMIT 1) one`);
    const lines = await exported();
    const { body } = await inventory(service.as(), '?pageSize=1');
    expect(lines).toHaveLength(body.total);
    expect(new Set(lines.map(({ cid }) => cid)).size).toBe(body.total);
    await service.asOwner(`DELETE FROM keys.api_keys WHERE name = 'many'`);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\u{ff1d}1+1'])('makes no formula of a name such as %s', async (name) => {
    const { cid } = await service.as().issue({ name });
    expect((await exported()).find((line) => line['cid'] === cid)?.['name']).toBe(`'${name}`);
  });

  it('keeps quotes, commas and lines of a description together', async () => {
    const description = 'a "quoted", long\nstory; not = a formula';
    const { cid } = await service.as().issue({ description });
    expect((await exported()).find((line) => line['cid'] === cid)?.['description']).toBe(description);
  });

  it('is a file by name, and lasts when the scheduler is away', async () => {
    await scheduler.stop();
    const { headers, status } = await service.as().send('/api/v1/inventory/export');
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers['content-disposition']).toBe('attachment; filename="curfew-inventory.csv"');
  });
});
