import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { InventoryPage } from '../src/inventory/index.js';
import { KeysService } from './keys-service.js';

/** So many of each kind that reading all of them would show. */
const MANY = 10_000;

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
  await service.asOwner(manyKeys);
  await service.asOwner(manyTokens);
  await service.asOwner('ANALYZE keys.api_keys, keys.personal_tokens, keys.secrets, keys.users');
});

afterAll(() => service.stop());

const ending = `
  CASE WHEN n % 3 > 0 THEN 'day' END, CASE WHEN n % 3 > 0 THEN date '2029-01-01' + n END, CASE WHEN n % 3 > 0 THEN 'UTC' END,
  CASE WHEN n % 3 > 0 THEN timestamptz '2029-01-02Z' + n / 7 * interval '1 day' END, CASE WHEN n % 3 > 0 THEN now() END`;
const expiration = 'expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at';

const manyKeys = `
  INSERT INTO keys.api_keys (cid, workspace_id, owner_id, name, last4, key_hash, pepper_id, roles, version, created_at, updated_at, ${expiration})
  SELECT 'ak' || lpad(to_hex(n), 16, '0'), workspace_id, owner_id, 'many', 'abcd', sha256(('k' || n)::bytea), 'p', roles, 1, now(), now(), ${ending}
  FROM generate_series(1, ${String(MANY)}) n, (SELECT * FROM keys.api_keys ORDER BY created_at LIMIT 1) one`;
const manyTokens = `
  INSERT INTO keys.personal_tokens (id, workspace_id, user_id, name, last4, key_hash, pepper_id, version, created_at, updated_at, ${expiration})
  SELECT 'pt' || lpad(to_hex(n), 16, '0'), workspace_id, id, 'many', 'abcd', sha256(('t' || n)::bytea), 'p', 1, now(), now(), ${ending}
  FROM generate_series(1, ${String(MANY)}) n, (SELECT * FROM keys.users ORDER BY created_at LIMIT 1) one`;

/** The most rows that any step of the plan of the statements like this read, while `work` was done. */
async function mostRead(like: string, work: () => Promise<unknown>): Promise<readonly number[]> {
  const sent = (await service.questionsDuring(work)).filter(({ sql }) => sql.includes(like));
  const plans = [];
  for (const { sql, parameters } of sent) {
    const [row] = await service.query<{ 'QUERY PLAN': readonly { readonly Plan: Step }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      ...parameters,
    );
    plans.push(Math.max(...(row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => readBy(Plan))));
  }
  return plans;
}

interface Step {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Step[];
}

function readBy(step: Step): readonly number[] {
  const read = (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'];
  return [read, ...(step.Plans ?? []).flatMap(readBy)];
}

/** What tells the statements that read the inventory from others. */
const SLICE = 'AS owner_name FROM';

it('an export reads each credential about once, however many chunks it takes', async () => {
  const read = await mostRead(SLICE, async () => {
    const { text } = await service.as().send('/api/v1/inventory/export');
    expect(text.split('\r\n').length).toBeGreaterThan(2 * MANY);
  });
  expect(read.length).toBeGreaterThan(5);
  for (const rows of read) expect(rows).toBeLessThanOrEqual(2 * 1_000);
});

it.each(['', '&kind=API_KEY', '&expiresBefore=2100-01-01', '&kind=PERSONAL_API_KEY&expiresBefore=2030-01-01'])(
  'a page of ten%s reads tens of credentials, not all',
  async (filter) => {
    const read = await mostRead(SLICE, () => service.as().send<InventoryPage>(`/api/v1/inventory?pageSize=10&page=2${filter}`));
    expect(read).toEqual([expect.any(Number)]);
    expect(read[0]).toBeLessThanOrEqual(60);
  },
);

it('a calendar reads no more of the inventory than it shows', async () => {
  const { body } = await service.as().send<{ readonly url: string }>('/api/v1/calendar-feeds', { method: 'POST', body: {} });
  const read = await mostRead(SLICE, () => service.anonymous().send(new URL(body.url).pathname));
  expect(read).toEqual([expect.any(Number)]);
  expect(read[0]).toBeLessThanOrEqual(2 * 1_000);
});
