import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expiryOfDay, localTimeAt, zoneHere, type LocalDate, type TimeZone } from '#libs/kernel';
import { KeysService } from '../../test/keys-service.js';
import { violationOf, type Violation } from './domain/violation.js';
import type { SecurityPolicyAnswer } from './dto/security-policy.dto.js';
import type { ViolationsPage } from './dto/violations.dto.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const POLICY = '/api/v1/security-policy';

/** Among them the ends of the earth, a midnight that comes twice, half an hour of summer time, and one only Mars knows. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/Havana',
  'Australia/Lord_Howe',
  'Mars/Base',
];

interface Made {
  readonly kind: 'API_KEY' | 'PERSONAL_API_KEY';
  readonly precision: 'day' | 'instant';
  readonly date: LocalDate;
  readonly timeZone: TimeZone;
  readonly expiresAt: Date;
}

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const around = (days: number) => fc.oneof(fc.integer({ min: days - 2, max: days + 2 }), fc.integer({ min: -2, max: 420 }));

/** Credentials whose ends lie near what the policy allows, down to the millisecond, and a few that are over. */
const credential = ({ now, days }: { readonly now: Date; readonly days: number }): fc.Arbitrary<Made> =>
  fc
    .record({
      kind: fc.constantFrom('API_KEY' as const, 'PERSONAL_API_KEY' as const),
      precision: fc.constantFrom('day' as const, 'instant' as const),
      zone: fc.constantFrom(...ZONES),
      left: around(days),
      extra: fc.constantFrom(-1, 0, 1, 60_000, 3_600_000, 12 * 3_600_000),
    })
    .map(({ kind, precision, zone, left, extra }) => {
      const instant = new Date(now.getTime() + left * DAY_MS + extra);
      const { date } = localTimeAt(instant, zoneHere(zone));
      const expiresAt = precision === 'day' ? (expiryOfDay({ date, zone: zoneHere(zone) }) ?? instant) : instant;
      return { kind, precision, date, timeZone: zone as TimeZone, expiresAt };
    });

const world = fc
  .record({
    now: fc.date({ min: new Date('2027-01-01T00:00:00Z'), max: new Date('2031-01-01T00:00:00Z'), noInvalidDate: true }),
    days: fc.oneof(fc.constantFrom(1, 400), fc.integer({ min: 1, max: 400 })),
  })
  .chain((when) => fc.record({ when: fc.constant(when), made: fc.array(credential(when), { minLength: 1, maxLength: 40 }) }));

it('those that are listed and counted are those that violationOf complains of, in every zone and to the millisecond', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ when: { now, days }, made }) => {
      service.clock.stopAt(now);
      const policy = { requireExpiration: true, maximumLifetimeDays: days };
      await service.as().send(POLICY, { method: 'PUT', body: policy });
      await replace(made);
      const expected = made.flatMap((one, n) => {
        const violation = one.expiresAt > now ? violationOf(one, policy, now) : undefined;
        return violation ? [[idOf(one, n), violation] as const] : [];
      });
      const found = await listed();
      expect(new Map(found)).toEqual(new Map(expected));
      const { body } = await service.as().send<SecurityPolicyAnswer>(POLICY);
      // The admin's key is one, too: it never ends.
      expect(body.violations.total).toBe(expected.length + 1);
    }),
    { numRuns: 60 },
  );
}, 120_000);

const idOf = ({ kind }: Made, n: number) => `${kind === 'API_KEY' ? 'ak' : 'pt'}${String(n).padStart(16, '0')}`;

async function listed(): Promise<readonly (readonly [string, Violation])[]> {
  const { body } = await service.as().send<ViolationsPage>(`${POLICY}/violations?pageSize=1000`);
  return body.violations.filter(({ name }) => name === 'made').map(({ id, violation }) => [id, violation]);
}

/** Puts these, and no others, into the tables, as they would stand there. */
async function replace(made: readonly Made[]): Promise<void> {
  const tables = {
    API_KEY: ['api_keys', 'cid', 'owner_id', `'[{}]'::jsonb`],
    PERSONAL_API_KEY: ['personal_tokens', 'id', 'user_id', ''],
  };
  for (const [kind, [table = '', id = '', owner = '', roles = '']] of Object.entries(tables)) {
    const all = made.map((one, n) => ({ ...one, id: idOf(one, n) })).filter((one) => one.kind === kind);
    await service.query(`DELETE FROM keys.${table} WHERE name = 'made'`);
    const sql = `
      INSERT INTO keys.${table} (${id}, workspace_id, ${owner}, name, last4, key_hash, pepper_id, version, created_at, updated_at,
        expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at ${roles && ', roles'})
      SELECT m.id, u.workspace_id, u.id, 'made', 'abcd', sha256(m.id::bytea), 'p', 1, now(), now(),
        m.precision, m.date, m."timeZone", m."expiresAt", '2020-01-01' ${roles && `, ${roles}`}
      FROM jsonb_to_recordset($1) AS m (id text, precision text, date date, "timeZone" text, "expiresAt" timestamptz), keys.users u`;
    await service.query(sql, JSON.stringify(all));
  }
}
