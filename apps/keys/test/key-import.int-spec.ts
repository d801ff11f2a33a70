import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import type { ApiKeyAnswer, ApiKeyPage } from '../src/api-keys/index.js';
import { role } from './caller.js';
import { csv, foreignKey, Importing, sha256 } from './importing.js';
import { KeysService, pepper } from './keys-service.js';
import { custom, holderOf } from './people.js';
import { personOf } from './token-owners.js';

const COLUMNS = 'name,hash,roles';

let service: KeysService;
let importing: Importing;

beforeAll(async () => {
  service = await KeysService.start();
  importing = await Importing.into(service);
});

afterAll(async () => {
  await importing.stop();
  await service.stop();
});

/** Rows, events, audit entries and changes: what must not change. */
const traces = () =>
  service.query(`
    SELECT (SELECT count(*) FROM keys.api_keys) AS keys, (SELECT count(*) FROM keys.outbox) AS events,
           (SELECT count(*) FROM keys.audit_entries) AS entries, (SELECT count(*) FROM keys.changes) AS changes`);

const verdict = async (key: string, by = service) =>
  (await by.as().send<{ code: string; name?: string }>('/api/v1/auth/verify', { method: 'POST', body: { key } })).body;

const listed = async (name: string): Promise<ApiKeyAnswer | undefined> => {
  const { body } = await service.as().list<ApiKeyPage>(`?q=${encodeURIComponent(name)}`);
  return body.apiKeys.find((key) => key.name === name);
};

/** Imports one key; answers it. */
async function importOne(name: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const key = foreignKey();
  const cells = { name, hash: sha256(key), roles: 'MANAGER', ...more };
  const { errors } = await importing.import(csv(Object.keys(cells).join(','), Object.values(cells).join(',')));
  expect(errors).toBeUndefined();
  return key;
}

describe('before anything is imported', () => {
  it('what is no key of ours is MALFORMED and refused, and is looked for nowhere', async () => {
    const key = foreignKey();
    const statements = await service.statementsDuring(async () => {
      expect(await verdict(key)).toEqual({ valid: false, code: 'MALFORMED' });
      expect((await service.as(key).list()).status).toBe(401);
    });
    // The admin who asks is looked for, and nobody else.
    expect(statements.filter((sql) => sql.includes('key_hash =')).length).toBeLessThanOrEqual(1);
  });

  it('a thousand of them at once make the database be asked a few times', async () => {
    const statements = await service.statementsDuring(() =>
      Promise.all(Array.from({ length: 1_000 }, () => service.as(foreignKey()).list())),
    );
    expect(statements.filter((sql) => sql.includes('hashed_from')).length).toBeLessThan(20);
  });
});

describe('an imported key', () => {
  it('opens the API within a second on every node, is verified, and is listed with all that was said of it', async () => {
    const other = await service.another();
    expect(await verdict(foreignKey(), other)).toMatchObject({ code: 'MALFORMED' });
    const { email } = await personOf(service, 'USER');
    const { tag } = await holderOf(service, ['View audit logs']);
    const key = foreignKey();
    const columns = 'roles,owner,description,last4,createdDate,expirationDate,timeZone,algorithm,hash,name';
    const line = `MANAGER; custom:${tag},${email.toUpperCase()},"why, and\nwhat for",x-_7,2024-02-29,2099-03-31,Europe/Berlin,sha256,${sha256(key)}, old one `;
    expect(await importing.import(csv(columns, line))).toMatchObject({ isComplete: true, said: [], errors: undefined });
    for (const node of [service, other]) {
      await until(async () => (await node.as(key).list()).status === 200, { what: 'the key is let in', withinMs: 1_000 });
      expect(await verdict(key, node)).toMatchObject({ code: 'VALID', name: 'old one' });
    }
    await other.app.close();
    expect(await listed('old one')).toMatchObject({
      ...{ description: 'why, and\nwhat for', last4: 'x-_7', createdDate: '2024-02-29T00:00:00.000Z', status: 'ACTIVE' },
      ...{ expirationDate: '2099-03-31T22:00:00.000Z', timeZone: 'Europe/Berlin', owner: { email } },
      roles: [role('MANAGER'), custom(tag)],
    });
  });

  it('may do what its roles allow and no more, and is the admin’s unless an owner is named', async () => {
    const key = await importOne('weak', { roles: 'USER' });
    expect((await service.as(key).list()).status).toBe(403);
    expect(await listed('weak')).toMatchObject({ last4: '????', owner: { email: 'admin@curfew.localhost' } });
  });

  it('is refused after its last day, and says that it expired', async () => {
    const tomorrow = new Date(service.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    const key = await importOne('short', { expirationDate: tomorrow });
    expect(await verdict(key)).toMatchObject({ code: 'VALID' });
    service.clock.moveAhead(2 * 86_400_000);
    expect(await verdict(key)).toMatchObject({ code: 'EXPIRED' });
    const answer = await service.as(key).list();
    service.clock.moveAhead(-2 * 86_400_000);
    expect(answer).toMatchObject({ status: 401, body: { details: expect.stringContaining('expired') } });
  });

  it('is updated and revoked like any other, and importing it again does not revive it', async () => {
    const key = foreignKey();
    const file = importing.file(csv(COLUMNS, `gone,${sha256(key)},USER`));
    await importing.import(file);
    const cid = (await listed('gone'))?.cid ?? '';
    expect((await service.as().put(cid, { name: 'gone soon', expirationDate: '2099-01-01' })).status).toBe(200);
    expect((await service.as().delete(cid)).status).toBe(200);
    expect(await importing.import(file)).toMatchObject({ summary: expect.stringMatching(/^0 imported, 1 here already, 0 ref/) });
    expect(await verdict(key)).toMatchObject({ code: 'REVOKED' });
    expect((await service.as(key).list()).status).toBe(401);
  });

  it('is told of as created, with its expiration, so that reminders are planned', async () => {
    await importOne('told', { expirationDate: '2099-03-31', last4: 'abcd' });
    const cid = (await listed('told'))?.cid ?? '';
    const told = await service.query(`SELECT event FROM keys.outbox WHERE event ->> 'subject' = $1`, cid);
    expect(told).toMatchObject([
      { event: { type: 'KeyCreated', data: { name: 'told', last4: 'abcd', version: 1, expiration: { date: '2099-03-31' } } } },
    ]);
    const audited = `SELECT action, object_type AS type, actor_type AS actor FROM keys.audit_entries WHERE object_identifier = $1`;
    expect(await service.query(audited, cid)).toEqual([{ action: 'CREATE', type: 'API_KEY', actor: 'ANONYMOUS' }]);
  });

  it('is nowhere in the database, and neither is what was imported of it', async () => {
    const key = await importOne('secret');
    const digest = Buffer.from(sha256(key), 'hex');
    for (const table of ['api_keys', 'outbox', 'audit_entries', 'changes']) {
      const rows = await service.query<{ row: string }>(`SELECT t::text AS row FROM keys.${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const secret of [key, Buffer.from(key).toString('hex'), digest.toString('hex'), digest.toString('base64')])
        expect(text).not.toContain(secret);
    }
    expect(service.logged()).not.toContain(key);
  });

  it('is not opened by its digest, nor by what is stored of it', async () => {
    const key = await importOne('digest');
    const cid = (await listed('digest'))?.cid;
    const [row] = await service.query<{ hash: string }>(
      `SELECT encode(key_hash, 'hex') AS hash FROM keys.api_keys WHERE cid = $1`,
      cid,
    );
    for (const text of [sha256(key), `sha256:${sha256(key)}`, row?.hash ?? '', `${key}x`, key.toUpperCase()]) {
      expect(await verdict(text)).toEqual({ valid: false, code: 'NOT_FOUND' });
      expect((await service.as(text).list()).status).toBe(401);
    }
  });
});

it.each(['cfw_' + 'x'.repeat(49), 'x', 'with a blank inside of it', 'é'.repeat(20)])(
  'what could be no key of anybody is MALFORMED and not looked for, though keys were imported: %s',
  async (text) => {
    await importOne(`there-${randomBytes(4).toString('hex')}`);
    const statements = await service.statementsDuring(async () => {
      expect(await verdict(text)).toEqual({ valid: false, code: 'MALFORMED' });
    });
    expect(statements.filter((sql) => sql.includes('key_hash ='))).toEqual([]);
  },
);

describe('importing again', () => {
  it('adds none twice, also when it is hashed under another pepper meanwhile', async () => {
    const lines = Array.from({ length: 150 }, (_, place) => `again ${place},${sha256(foreignKey())},USER`);
    const another = await Importing.into(service, { KEY_PEPPERS: `${pepper('new', 2)},${pepper('test', 1)}` });
    const before = await traces();
    for (const by of [importing, importing, another]) await by.import(csv(COLUMNS, ...lines));
    await another.stop();
    expect(difference(before, await traces())).toEqual({ keys: 150, events: 150, entries: 150, changes: 0 });
  });

  it('is refused while another import is under way, which it does not disturb', async () => {
    const lines = Array.from({ length: 150 }, (_, place) => `two ${place},${sha256(foreignKey())},USER`);
    const before = await traces();
    const both = [importing.import(csv(COLUMNS, ...lines)), importing.import(csv(COLUMNS, ...lines))];
    const [one, other] = await Promise.allSettled(both);
    expect([one?.status, other?.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect([one, other]).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ message: 'Another import is under way.' }),
    });
    expect(difference(before, await traces())).toEqual({ keys: 150, events: 150, entries: 150, changes: 0 });
  });

  it('after it was stopped adds the rest, and what was in stays', async () => {
    const file = csv(COLUMNS, ...Array.from({ length: 220 }, (_, place) => `s ${place},${sha256(foreignKey())},USER`));
    let asked = 0;
    const stopped = await importing.import(file, { isToStop: () => (asked += 1) > 1 });
    expect(stopped).toMatchObject({ isComplete: false, summary: expect.stringMatching(/^100 imported, 0 here/) });
    expect(await importing.import(file)).toMatchObject({ summary: expect.stringMatching(/^120 imported, 100 here/) });
  });

  it('after the database failed in the middle of a chunk finds that none of the chunk is in', async () => {
    const lines = Array.from({ length: 200 }, (_, place) => `f ${place},${sha256(foreignKey())},USER`);
    await service.asOwner(`ALTER TABLE keys.api_keys ADD CONSTRAINT fails CHECK (name <> 'f 150')`);
    const before = await traces();
    await expect(importing.import(csv(COLUMNS, ...lines))).rejects.toThrow('fails');
    expect(difference(before, await traces())).toEqual({ keys: 100, events: 100, entries: 100, changes: 0 });
    await service.asOwner('ALTER TABLE keys.api_keys DROP CONSTRAINT fails');
    expect(await importing.import(csv(COLUMNS, ...lines))).toMatchObject({
      summary: expect.stringMatching(/^100 imp.* 100 here/),
    });
  });
});

it('a dry run says exactly what would happen, and changes nothing', async () => {
  const known = foreignKey();
  await importing.import(csv(COLUMNS, `known,${sha256(known)},USER`));
  const twice = sha256(foreignKey());
  const lines = [`k,${sha256(known)},USER`, `a,${twice},ADMIN`, `b,${twice},USER`, `c,${sha256(foreignKey())},custom:none`];
  const before = await traces();
  const dry = await importing.import(csv(COLUMNS, ...lines), { dryRun: true });
  expect(await traces()).toEqual(before);
  const real = await importing.import(csv(COLUMNS, ...lines));
  expect(dry.summary).toMatch(/^1 would be imported, 1 here already, 2 refused/);
  expect(real.summary).toMatch(/^1 imported, 1 here already, 2 refused/);
  expect([dry.said, dry.errors]).toEqual([real.said, real.errors]);
  expect(dry.said).toEqual([
    'line 3: warning: gives the role ADMIN, which may do everything',
    'line 4: hash: is on line 3 already',
    'line 5: roles.0.tag: there is no custom role with this tag',
  ]);
});

it('imports a file of twenty thousand lines, all but a few of them bad, in bounded memory, and lists every bad one', async () => {
  const line = (place: number) => `many ${place},${place % 20 ? 'nothing' : sha256(foreignKey())},USER`;
  const file = importing.file(csv(COLUMNS, ...Array.from({ length: 20_000 }, (_, place) => line(place))));
  const before = await traces();
  const heaps: number[] = [];
  const isToStop = () => heaps.push(process.memoryUsage().heapUsed) < 0;
  const { summary, said, errors } = await importing.import(file, { isToStop });
  expect(summary).toMatch(/^1,000 imported, 0 here already, 19,000 refused/);
  expect(difference(before, await traces())).toMatchObject({ keys: 1_000, events: 1_000, entries: 1_000 });
  const bad = Array.from({ length: 20_000 }, (_, place) => place + 2).filter((number) => (number - 2) % 20 !== 0);
  expect(errors?.map((one) => Number(one['line']))).toEqual(bad);
  expect(said.filter((one) => one.startsWith('line '))).toHaveLength(100);
  expect(Math.max(...heaps) - (heaps[0] ?? 0)).toBeLessThan(150_000_000);
}, 300_000);

type Counts = Readonly<Record<string, unknown>>;

function difference([before]: readonly Counts[], [after]: readonly Counts[]): Record<string, number> {
  return Object.fromEntries(Object.entries(after ?? {}).map(([name, count]) => [name, Number(count) - Number(before?.[name])]));
}
