import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { credentialSnapshot, KEYS_STREAM, streamEvent, type KeyEvent } from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { until } from '#libs/testing';
import type { InventoryPage } from '../src/inventory/index.js';
import { role, type Answer, type Caller } from './caller.js';
import { KeysService, pepper } from './keys-service.js';
import { holderOf } from './people.js';
import { keep, list, post, put, remove, render, SECRETS, show, valueOf } from './secrets.js';

let service: KeysService;
let by: Caller;

beforeAll(async () => {
  service = await KeysService.start();
  by = service.as();
});

afterAll(() => service.stop());

describe('a value in the table', () => {
  const NOT_OPENED = /"httpStatus":500/;
  let one: { readonly id: string; readonly tag: string };
  let other: { readonly id: string; readonly tag: string };

  beforeEach(async () => {
    [one, other] = [await keep(by, { secret: 'the one' }), await keep(by, { secret: 'the other' })];
  });

  const swap = (columns: string) =>
    service.query(
      `UPDATE keys.secrets s SET (${columns}) = (SELECT ${columns} FROM keys.secrets o WHERE o.id = $2) WHERE s.id = $1`,
      one.id,
      other.id,
    );

  it.each([
    'ciphertext, wrapped_key',
    'ciphertext, wrapped_key, key_encryption_key_id, value_version',
    'ciphertext',
    'wrapped_key',
  ])('does not open with the %s of another row, and says nothing of it', async (columns) => {
    await swap(columns);
    service.logged();
    const answer = await render(by, `{{ secrets.${one.tag} }}`);
    expect(answer.text).toMatch(NOT_OPENED);
    expect(answer.text).not.toMatch(new RegExp(`the o|${one.id}|open`));
    expect(service.logged()).toContain(`of ${one.id} does not open`);
    expect(await valueOf(by, other.tag)).toBe('the other');
  });

  it('does not open under the id, or the workspace, of another', async () => {
    await service.query(`UPDATE keys.secrets SET id = 'se00000000000000aa' WHERE id = $1`, one.id);
    expect(await valueOf(by, one.tag)).toMatch(NOT_OPENED);
    await service.asOwner(`
      INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws00000000000000bb', 'Others', 'UTC') ON CONFLICT DO NOTHING;
      INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at)
      VALUES ('us00000000000000bb', 'ws00000000000000bb', 'x@example.com', 'X', '[{"type":"DEFAULT","role":"ADMIN"}]', now());
      UPDATE keys.secrets SET workspace_id = 'ws00000000000000bb', owner_id = 'us00000000000000bb' WHERE id = '${other.id}'`);
    const { apiKey, cid } = await by.issue({ roles: [role('ADMIN')] });
    const moved = `UPDATE keys.api_keys SET workspace_id = 'ws00000000000000bb', owner_id = 'us00000000000000bb' WHERE cid = $1`;
    await service.query(moved, cid);
    expect(await valueOf(service.as(apiKey), other.tag)).toMatch(NOT_OPENED);
  });

  it('does not open when it is put back after a newer one', async () => {
    const columns = 'ciphertext, wrapped_key, key_encryption_key_id';
    await service.asOwner(`CREATE TABLE keys.kept AS SELECT id, ${columns} FROM keys.secrets WHERE id = '${one.id}'`);
    await put(by, one.id, { secret: 'the newer' });
    await service.asOwner(
      `UPDATE keys.secrets s SET (${columns}) = (SELECT ${columns} FROM keys.kept) WHERE id = '${one.id}'; DROP TABLE keys.kept`,
    );
    expect(await valueOf(by, one.tag)).toMatch(NOT_OPENED);
  });

  it('does not open with one bit flipped, nor with its version changed', async () => {
    await service.query(
      'UPDATE keys.secrets SET ciphertext = set_bit(ciphertext, 100, 1 - get_bit(ciphertext, 100)) WHERE id = $1',
      one.id,
    );
    expect(await valueOf(by, one.tag)).toMatch(NOT_OPENED);
    await service.query('UPDATE keys.secrets SET version = 2, value_version = 2 WHERE id = $1', other.id);
    expect(await valueOf(by, other.tag)).toMatch(NOT_OPENED);
  });

  it('that does not open can be replaced, and deleted', async () => {
    await swap('ciphertext, wrapped_key');
    expect((await put(by, one.id, { secret: 'mended' })).status).toBe(200);
    expect(await valueOf(by, one.tag)).toBe('mended');
    await swap('ciphertext, wrapped_key');
    expect((await remove(by, one.id)).status).toBe(200);
  });

  it.each([
    ['has no ciphertext', 'ciphertext = NULL'],
    ['has no key', 'wrapped_key = NULL'],
    ['has a key that is no wrapped key', `wrapped_key = 'x'`],
    ['is deleted and has a value', 'revoked_at = now()'],
    ['has more values than changes', 'value_version = version + 1'],
    ['has a tag with a blank', `tag = 'a b'`],
    ['has no name', `name = ''`],
  ])('is refused by the database where a row %s', async (_, change) => {
    await expect(service.query(`UPDATE keys.secrets SET ${change} WHERE id = $1`, one.id)).rejects.toThrow(/check constraint/);
  });
});

describe('SECRET_ENCRYPTION_KEYS', () => {
  const under = (SECRET_ENCRYPTION_KEYS: string) => service.another({ SECRET_ENCRYPTION_KEYS, ADMIN_KEY_FILE: undefined });

  it('seals under the first key, and opens under any', async () => {
    const { tag } = await keep(by, { secret: 'older' });
    const node = await under(`${pepper('new', 9)},${pepper('test', 2)}`);
    const caller = node.as(service.adminKey);
    expect(await valueOf(caller, tag)).toBe('older');
    const { id } = await keep(caller, { tag: 'sealed-anew' });
    expect(await service.query('SELECT key_encryption_key_id AS key FROM keys.secrets WHERE id = $1', id)).toEqual([
      { key: 'new' },
    ]);
    expect((await render(by, '{{ secrets.sealed-anew }}')).status).toBe(503);
    await node.app.close();
  });

  it('without the key of a value: 503, a log line that names the key, and all else goes on', async () => {
    const { tag, id } = await keep(by, { secret: 'unreachable' });
    const node = await under(pepper('other', 9));
    const caller = node.as(service.adminKey);
    const answer = await render(caller, `{{ secrets.${tag} }}`);
    expect(answer).toMatchObject({ status: 503, body: { details: 'This secret can not be decrypted now.' } });
    expect(node.logged()).toContain('SECRET_ENCRYPTION_KEYS does not name the key \\"test\\"');
    expect([(await show(caller, tag)).status, (await put(caller, tag, { name: 'n' })).status]).toEqual([200, 200]);
    expect((await put(caller, id, { secret: 'reachable' })).status).toBe(200);
    expect(await valueOf(caller, tag)).toBe('reachable');
    await node.app.close();
  });

  it('with another key of the same id: 500, and no value', async () => {
    const { tag } = await keep(by, { secret: 'unreachable' });
    const node = await under(pepper('test', 9));
    const answer = await render(node.as(service.adminKey), `{{ secrets.${tag} }}`);
    expect([answer.status, answer.text.includes('unreachable')]).toEqual([500, false]);
    expect(node.logged()).not.toContain('unreachable');
    await node.app.close();
  });
});

describe('what is told of a secret', () => {
  it('is its creation, change and end: to the stream, in order, and to the audit log', async () => {
    const redis = new Redis(service.redis.url);
    const { id, tag } = await keep(by, { expirationDate: '2099-03-31', timeZone: 'Europe/Berlin' });
    await put(by, id, { secret: 'two' });
    await remove(by, id);
    const published = async () => {
      const entries = await redis.xrange(KEYS_STREAM, '-', '+');
      return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as KeyEvent).filter(({ subject }) => subject === id);
    };
    await until(async () => (await published()).length === 3, { what: 'three events are on the stream' });
    const events = await published();
    redis.disconnect();
    for (const event of events) streamEvent.parse(event);
    const data = { kind: 'secret', cid: id, name: 'database', description: null, tag, last4: null, roles: [] };
    expect(events).toMatchObject([
      {
        type: 'KeyCreated',
        data: {
          ...data,
          version: 1,
          revokedAt: null,
          expiration: { precision: 'day', date: '2099-03-31', timeZone: 'Europe/Berlin' },
        },
      },
      { type: 'KeyUpdated', data: { ...data, version: 2, revokedAt: null } },
      { type: 'KeyDeleted', data: { ...data, version: 3, revokedAt: expect.any(String) } },
    ]);
    const audited = 'SELECT action, object_type AS type FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id';
    expect(await service.query(audited, id)).toEqual(
      ['CREATE', 'UPDATE', 'DELETE'].map((action) => ({ action, type: 'SECRET' })),
    );
  });

  it('can be asked for over the bus, by its id and in its workspace alone, deleted or not', async () => {
    const bus = new Bus({ REDIS_URL: service.redis.url });
    const { workspaceId = '' } = await until(() => bus.ask('keys.verify', { key: service.adminKey }), {
      what: 'the bus is answered',
    });
    const { id: cid, tag } = await keep(by);
    expect(credentialSnapshot.parse(await bus.ask('keys.get', { workspaceId, cid }))).toMatchObject({ kind: 'secret', cid, tag });
    await remove(by, cid);
    expect(await bus.ask('keys.get', { workspaceId, cid })).toMatchObject({ version: 2, revokedAt: expect.any(String) });
    expect(await bus.ask('keys.get', { workspaceId: 'ws0000000000000000', cid })).toBeNull();
    expect(await bus.ask('keys.get', { workspaceId, cid: tag })).toBeNull();
    await bus.close();
  });

  it('stands in the inventory and the metrics, for those who may create secrets', async () => {
    const { id, tag } = await keep(by, { expirationDate: '2031-05-01' });
    const seenBy = async (caller: Caller, query = '') => {
      const { body } = await caller.send<InventoryPage>(`/api/v1/inventory${query}${query ? '&' : '?'}pageSize=1000`);
      return body.credentials.filter(({ cid }) => cid === id);
    };
    const shown = {
      cid: id,
      kind: 'SECRET',
      name: 'database',
      tag,
      status: 'ACTIVE',
      expirationDate: '2031-05-02T00:00:00.000Z',
    };
    for (const query of ['', '?kind=SECRET', '?expiresBefore=2031-06-01']) expect(await seenBy(by, query)).toMatchObject([shown]);
    expect(await seenBy(by, '?kind=API_KEY')).toEqual([]);
    expect(await seenBy((await holderOf(service, ['Create secrets'])).caller)).toMatchObject([shown]);
    expect(await seenBy((await holderOf(service, ['Edit API keys', 'Manage users'])).caller)).toEqual([]);
    expect((await by.send('/api/v1/inventory/export?kind=SECRET')).text).toContain(`${id},SECRET,database,,${tag},,`);
    service.clock.moveAhead(11_000);
    const metrics = (await service.anonymous().send('/metrics')).text;
    expect(metrics).toMatch(/curfew_credentials\{kind="SECRET",status="ACTIVE",service="keys"\} \d/);
    expect(metrics).toContain(`curfew_credential_expires_timestamp_seconds{kind="SECRET",cid="${id}"`);
    await remove(by, id);
    expect(await seenBy(by)).toEqual([]);
  });
});

describe('the value', () => {
  const value = randomBytes(24).toString('base64url');

  it('is in no table, in Redis, a log line or an answer but the rendered one, whatever is asked', async () => {
    service.logged();
    const { id, tag } = await keep(by, { secret: value });
    const [again, wrong] = [
      { name: 'n', secret: value, tag },
      { name: 1, secret: value, tag: ' ', more: value },
    ];
    const answers: Answer<unknown>[] = [
      await post(by, again),
      await post(by, wrong),
      await show(by, tag),
      await list(by),
      await put(by, id, { secret: value }),
    ];
    answers.push(
      await put(by, id, { secret: value, tag }),
      await by.send(SECRETS, { method: 'POST', body: `{"secret":"${value}` }),
    );
    answers.push(
      await render(by, `${value}{{ secrets. }}`),
      await render(by, `${value}{{ secrets.nobody }}`),
      await show(by, value),
    );
    expect(await valueOf(by, tag)).toBe(value);
    answers.push(await by.send('/api/v1/inventory'), await remove(by, id));
    for (const { text, headers } of answers) expect(text + JSON.stringify(headers)).not.toContain(value);
    expect(service.logged()).not.toContain(value);
    await expectNowhere([value, Buffer.from(value).toString('hex'), Buffer.from(value).toString('base64')]);
  });

  async function expectNowhere(forms: readonly string[]): Promise<void> {
    const tables = await service.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'keys'`,
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['keys.secrets', 'keys.outbox', 'keys.audit_entries']));
    const redis = new Redis(service.redis.url);
    const texts = (await redis.keys('*')).map((name) => redis.dump(name).then(String));
    for (const { name } of tables) texts.push(service.query(`SELECT t::text AS row FROM ${name} t`).then(JSON.stringify));
    for (const text of await Promise.all(texts)) for (const form of forms) expect(text).not.toContain(form);
    redis.disconnect();
  }
});
