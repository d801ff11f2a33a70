import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyAnswer, ApiKeyPage } from '../src/api-keys/index.js';
import { statuses } from '../src/credentials/index.js';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const DAY_MS = 24 * 60 * 60 * 1_000;

async function listed(query: string): Promise<ApiKeyPage> {
  const answer = await service.as().list<ApiKeyPage>(query);
  expect(answer.status).toBe(200);
  return answer.body;
}

const names = (page: ApiKeyPage) => page.apiKeys.map(({ name }) => name);

describe('GET /api/v1/auth/key', () => {
  it('answers the envelope and exactly one array', async () => {
    const answer = await service.as().list<ApiKeyPage>();
    expect(Object.keys(answer.body).sort()).toEqual(['apiKeys', 'page', 'total', 'totalPages']);
    expect(answer.body).toMatchObject({ page: 0, total: 1, totalPages: 1, apiKeys: [{ name: 'Bootstrap admin key' }] });
  });

  it('sorts newest first, and by cid what is equally new, so that pages neither repeat nor skip', async () => {
    for (let number = 0; number < 12; number += 1) await service.as().issue({ name: `page-${number}` });
    const same = new Date();
    await service.query(`UPDATE keys.api_keys SET created_at = $1 WHERE name IN ('page-3', 'page-4', 'page-5')`, same);
    const all = (await listed('?q=page-')).apiKeys;
    const key = ({ createdDate, cid }: ApiKeyAnswer) => [-Date.parse(createdDate), cid] as const;
    expect(all).toEqual([...all].sort((a, b) => key(a)[0] - key(b)[0] || (key(a)[1] < key(b)[1] ? -1 : 1)));
    const pages = await Promise.all([0, 1, 2].map((page) => listed(`?q=page-&pageSize=5&page=${page}`)));
    expect(pages.flatMap(({ apiKeys }) => apiKeys)).toEqual(all);
    expect(pages.map(({ page, total, totalPages }) => [page, total, totalPages])).toEqual([0, 1, 2].map((page) => [page, 12, 3]));
    expect(await listed('?q=page-&pageSize=5&page=3')).toEqual({ page: 3, total: 12, totalPages: 3, apiKeys: [] });
    expect(await listed('?page=999999999&pageSize=1000')).toMatchObject({ apiKeys: [] });
  });

  it('ignores parameters it does not know', async () => {
    expect((await listed('?sort=name&verbose=True')).total).toBeGreaterThan(0);
  });
});

describe('?q=', () => {
  it('finds name, description and last four characters, whatever the case', async () => {
    const { apiKey, cid } = await service.as().issue({ name: 'Ünique-Name', description: 'Für Straßen' });
    for (const q of ['ünique-nam', 'ÜNIQUE', 'für str', apiKey.slice(-4), apiKey.slice(-4).toLowerCase(), ' Ünique ']) {
      const { apiKeys } = await listed(`?q=${encodeURIComponent(q)}`);
      expect(apiKeys.map((key) => key.cid)).toContain(cid);
    }
    expect((await listed(`?q=${encodeURIComponent('name für')}`)).total).toBe(0);
  });

  it.each(['%', '_', '\\', "'", '$1', '.*', '%25'])('takes %j as the character it is', async (sign) => {
    await service.as().issue({ name: `sign-${sign}-sign` });
    expect(names(await listed(`?q=${encodeURIComponent(`sign-${sign}-s`)}`))).toEqual([`sign-${sign}-sign`]);
    expect((await listed(`?q=${encodeURIComponent(`n-${sign}x`)}`)).total).toBe(0);
  });
});

describe('?status= and ?expiresBefore=', () => {
  it('agree with the status that each key shows, at and around every boundary', async () => {
    const { service: own, now } = await withBoundaries();
    for (const status of statuses) {
      const { apiKeys } = (await own.as().list<ApiKeyPage>(`?status=${status}`)).body;
      expect(apiKeys.map((key) => key.status)).toEqual(apiKeys.map(() => status));
      const all = [
        ...(await own.as().list<ApiKeyPage>()).body.apiKeys,
        ...(await own.as().list<ApiKeyPage>('?status=REVOKED')).body.apiKeys,
      ];
      const expected = all.filter((key) => key.status === status).map(({ name }) => name);
      expect(apiKeys.map(({ name }) => name).sort()).toEqual(expected.sort());
      expect(expected.length).toBeGreaterThan(0);
    }
    const before = (await own.as().list<ApiKeyPage>(`?expiresBefore=${new Date(now + DAY_MS).toISOString()}`)).body;
    expect(before.apiKeys.map(({ name }) => name).sort()).toEqual(['expired', 'one-day']);
    await own.stop();
  });

  it('takes a day as its start in UTC: the key whose last day was the one before is among them', async () => {
    await service.as().issue({ name: 'until-march-31', expirationDate: '2098-03-31' });
    expect(names(await listed('?expiresBefore=2098-04-01'))).toContain('until-march-31');
    expect(names(await listed('?expiresBefore=2098-03-31T23:59:59.999'))).not.toContain('until-march-31');
  });
});

/** Keys on both sides of each boundary, seen by a clock that stands still in the middle of them. */
async function withBoundaries() {
  const own = await KeysService.start();
  const now = own.clock.stopAt(new Date()).getTime();
  const expiring: Record<string, number> = { 'one-day': DAY_MS, soon: 7 * DAY_MS, later: 7 * DAY_MS + 1, expired: DAY_MS };
  for (const [name, ms] of Object.entries(expiring)) {
    await own.as().issue({ name, roles: [role('USER')], expirationDate: new Date(now + ms).toISOString() });
  }
  await own.query(
    `UPDATE keys.api_keys SET expires_at = $1, expiration_set_at = $2 WHERE name = 'expired'`,
    new Date(now),
    new Date(now - 1),
  );
  const { cid } = await own.as().issue({ name: 'revoked', expirationDate: new Date(now + DAY_MS).toISOString() });
  await own.as().delete(cid);
  return { service: own, now };
}
