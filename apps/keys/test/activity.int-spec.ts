import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import type { ApiKeyAnswer, ApiKeyPage } from '../src/api-keys/index.js';
import type { InventoryPage } from '../src/inventory/index.js';
import { LastUses } from '../src/last-uses/index.js';
import { KeysService } from './keys-service.js';
import { codeOf, rotate, shown } from './rotations.js';
import { StandInScheduler } from './stand-in-scheduler.js';
import { issue, list, show } from './tokens.js';

let service: KeysService;
let scheduler: StandInScheduler;

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
});

afterAll(() => service.stop());

const BOT = { address: '203.0.113.7', userAgent: 'deploy-bot/2.1' };
const REMINDER = '2099-03-24T08:00:00.000Z';

/** Stores what has been collected, as happens by itself within 15 seconds. */
const flushed = () => service.app.get(LastUses).flush();

async function used(key: string, bearer?: object): Promise<void> {
  expect(await codeOf(service, key, bearer)).toBe('VALID');
  await flushed();
}

const inList = async (cid: string, query = '?pageSize=1000') =>
  (await service.as().list<ApiKeyPage>(query)).body.apiKeys.find((one) => one.cid === cid);
const inInventory = async (cid: string) =>
  (await service.as().send<InventoryPage>('/api/v1/inventory?pageSize=1000')).body.credentials.find((one) => one.cid === cid);

describe('the last use of a key', () => {
  it('is missing until there is one', async () => {
    const { cid } = await service.as().issue();
    await flushed();
    for (const one of [await shown(service, cid), await inList(cid), await inInventory(cid)]) {
      expect(one).toMatchObject({ cid });
      expect(Object.keys(one ?? {}).filter((field) => field.startsWith('lastUsed'))).toEqual([]);
    }
  });

  it('is shown wherever the key is, with who used it', async () => {
    const { apiKey, cid } = await service.as().issue();
    const before = service.clock.now().getTime();
    await used(apiKey, BOT);
    const one = await shown(service, cid);
    expect(one).toMatchObject({ lastUsedBy: BOT });
    expect(Date.parse(one.lastUsedDate ?? '')).toBeGreaterThanOrEqual(before);
    const { lastUsedDate, lastUsedBy } = one;
    const renamed = (await service.as().put<ApiKeyAnswer>(cid, { name: 'renamed' })).body;
    for (const other of [await inList(cid), await inInventory(cid), renamed])
      expect(other).toMatchObject({ lastUsedDate, lastUsedBy });
    const csv = (await service.as().send('/api/v1/inventory/export')).text;
    expect(csv.split('\r\n').find((line) => line.startsWith(cid))).toContain(String(lastUsedDate));
  });

  it('says of whoever used it what is known: nothing, an address, or a program', async () => {
    const [nobody, address, program] = [await service.as().issue(), await service.as().issue(), await service.as().issue()];
    await used(nobody.apiKey);
    await used(address.apiKey, { address: '2001:db8::1' });
    await used(program.apiKey, { userAgent: '=cmd()' });
    expect(await shown(service, nobody.cid)).not.toHaveProperty('lastUsedBy');
    expect((await shown(service, address.cid)).lastUsedBy).toEqual({ address: '2001:db8::1' });
    expect((await shown(service, program.cid)).lastUsedBy).toEqual({ userAgent: '=cmd()' });
  });

  it('tells who still uses a key that has been replaced, and not that its successor is used', async () => {
    const { apiKey, cid } = await service.as().issue();
    const successor = await rotate(service.as(), cid);
    await used(successor.apiKey, { userAgent: 'new-bot/1' });
    expect(await shown(service, cid)).not.toHaveProperty('lastUsedDate');
    await used(apiKey, { userAgent: 'forgotten-cron/0.9' });
    expect(await inList(cid)).toMatchObject({ replacedBy: successor.cid, lastUsedBy: { userAgent: 'forgotten-cron/0.9' } });
    expect(await shown(service, successor.cid)).toMatchObject({ replaces: cid, lastUsedBy: { userAgent: 'new-bot/1' } });
  });
});

it('a token shows its last use and its next reminder to its owner', async () => {
  const { token, id } = await issue(service.as(), { expirationDate: '2099-03-31' });
  scheduler.reminds(id, REMINDER);
  expect((await show(service.as(token), id)).status).toBe(200);
  await flushed();
  const lastUsedBy = { address: '127.0.0.1', userAgent: 'lightMyRequest' };
  const expected = { id, lastUsedDate: expect.any(String), lastUsedBy, nextReminderDate: REMINDER };
  expect((await show(service.as(), id)).body).toMatchObject(expected);
  expect((await list(service.as())).body.tokens).toContainEqual(expect.objectContaining(expected));
});

describe('the next reminder of a key', () => {
  it('is shown with it, alone and in lists', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31' });
    scheduler.reminds(cid, REMINDER);
    expect(await shown(service, cid)).toMatchObject({ nextReminderDate: REMINDER });
    expect(await inList(cid)).toMatchObject({ nextReminderDate: REMINDER });
    expect((await service.as().put(cid, { name: 'renamed' })).body).toMatchObject({ nextReminderDate: REMINDER });
  });

  it('is not that of before in the answer that changes the expiration', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31' });
    scheduler.reminds(cid, REMINDER);
    const answer = await service.as().put(cid, { name: 'n', expirationDate: '2098-01-01' });
    expect(answer).toMatchObject({ status: 200, body: { expirationDate: '2098-01-02T00:00:00.000Z' } });
    expect(answer.body).not.toHaveProperty('nextReminderDate');
  });

  it('is none for a key that has a successor, whatever the scheduler may not have heard yet', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31' });
    scheduler.reminds(cid, REMINDER);
    await rotate(service.as(), cid);
    for (const one of [await shown(service, cid), await inList(cid), await inInventory(cid)])
      expect(one).not.toHaveProperty('nextReminderDate');
  });
});

it('a page of a hundred keys asks the database three times, as one of a single key does', async () => {
  for (let made = 0; made < 100; made += 1) await service.as().issue({ name: 'many', expirationDate: '2099-03-31' });
  const asked = (query: string) => service.statementsDuring(() => service.as().list(query));
  const reads = (statements: readonly string[]) => statements.filter((sql) => /api_keys k|last_uses/.test(sql)).length;
  const [many, one] = [await asked('?q=many&pageSize=100'), await asked('?q=many&pageSize=1')];
  expect([reads(many), reads(one)]).toEqual([3, 3]);
});

it('without a scheduler everything is shown but the reminder', async () => {
  const { cid, apiKey } = await service.as().issue({ expirationDate: '2099-03-31' });
  scheduler.reminds(cid, REMINDER);
  await used(apiKey, BOT);
  await scheduler.stop();
  await until(async () => !('nextReminderDate' in (await shown(service, cid))), { what: 'the scheduler is missed' });
  expect(await shown(service, cid)).toMatchObject({ lastUsedBy: BOT, expirationDate: '2099-04-01T00:00:00.000Z' });
  expect(await inList(cid)).toMatchObject({ lastUsedBy: BOT });
});
