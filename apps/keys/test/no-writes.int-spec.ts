import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { KeysService } from './keys-service.js';

/** How often keys are verified, over how many keys. */
const [VERIFICATIONS, KEYS] = [10_000, 20];

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

/** What every table but that of the last uses holds, and which transaction wrote each row. */
async function contents(): Promise<Readonly<Record<string, string>>> {
  const tables = await service.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'keys' AND tablename <> 'last_uses'`,
  );
  const held: Record<string, string> = {};
  for (const { name } of tables) {
    const sql = `SELECT md5(coalesce(string_agg(t.xmin::text || t::text, ',' ORDER BY t.ctid), '')) AS rows FROM keys.${name} t`;
    held[name] = (await service.query<{ rows: string }>(sql))[0]?.rows ?? '';
  }
  return held;
}

async function everythingIsPublished(): Promise<boolean> {
  const [outbox] = await service.query<{ waiting: number }>(
    'SELECT count(*)::int AS waiting FROM keys.outbox WHERE published_at IS NULL',
  );
  return outbox?.waiting === 0;
}

it('10,000 verifications write no row, but for last uses now and then, and few ask the database', async () => {
  const keys = await Promise.all(Array.from({ length: KEYS }, () => service.as().issue()));
  await until(everythingIsPublished, { what: 'the events of the new keys are published' });
  const before = await contents();
  let code: string | undefined;
  const statements = await service.statementsDuring(async () => {
    for (let turn = 0; turn < VERIFICATIONS; turn += 1) {
      const key = keys[turn % KEYS]?.apiKey;
      const answer = await service.as().send<{ code: string }>('/api/v1/auth/verify', { method: 'POST', body: { key } });
      code ??= answer.body.code;
      if (answer.body.code !== 'VALID') code = answer.text;
    }
  });
  expect(code).toBe('VALID');
  const writes = statements.filter((sql) => /^\s*(INSERT|UPDATE|DELETE|WITH)/i.test(sql));
  // The relay looks for events whatever happens; that it finds none shows below.
  expect(writes.filter((sql) => !/keys\.(last_uses|outbox)/.test(sql))).toEqual([]);
  expect(statements.filter((sql) => sql.includes('key_hash')).length).toBeLessThan(VERIFICATIONS / 10);
  expect(await contents()).toEqual(before);
}, 180_000);
