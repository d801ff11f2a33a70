import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { role, type Caller, type ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf } from './people.js';
import { keep, list, post, put, remove, show, valueOf } from './secrets.js';

let service: KeysService;
let by: Caller;

beforeAll(async () => {
  service = await KeysService.start();
  by = service.as();
});

afterAll(() => service.stop());

/** Rows, events and audit entries: what must not change. */
const traces = () =>
  service.query(`
    SELECT (SELECT string_agg(s::text, ';' ORDER BY id) FROM keys.secrets s) AS secrets,
           (SELECT count(*) FROM keys.outbox) AS events, (SELECT count(*) FROM keys.audit_entries) AS entries`);

const FOREVER = { id: expect.stringMatching(/^se[0-9a-f]{16}$/), createdDate: expect.any(String), status: 'ACTIVE' };
const OWNER = { id: expect.stringMatching(/^us/), email: 'admin@curfew.localhost', name: 'admin' };

describe('POST /api/v1/secrets', () => {
  it('answers 200 with everything but the value', async () => {
    const body = {
      name: ' Database ',
      secret: 's3cr3t',
      tag: 'my_db-1',
      expirationDate: '2099-03-31',
      timeZone: 'europe/berlin',
    };
    const answer = await post(by, body);
    const dates = { expirationDate: '2099-03-31T22:00:00.000Z', timeZone: 'Europe/Berlin' };
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ ...FOREVER, name: 'Database', tag: 'my_db-1', ...dates, owner: OWNER });
    expect(answer.text).not.toContain('s3cr3t');
  });

  it('takes null for absent, and leaves out what is not there', async () => {
    const { tag, ...shown } = await keep(by, { expirationDate: null, timeZone: null });
    expect(shown).toEqual({ ...FOREVER, name: 'database', owner: OWNER });
  });

  it.each([
    ['no name', { name: undefined }, 'name: is required'],
    ['no value', { secret: undefined }, 'secret: is required'],
    ['an empty value', { secret: '' }, 'secret: must not be empty'],
    ['a value that is null', { secret: null }, 'secret: is required'],
    ['a value that is a number', { secret: 12345678 }, 'secret: must be a string'],
    ['a value that is too long', { secret: 'x'.repeat(65_537) }, 'secret: must be at most 65536 characters'],
    ['half a surrogate pair', { secret: 'a\ud800b' }, 'secret: must be well-formed Unicode'],
    ['no tag', { tag: undefined }, 'tag: is required'],
    ['a tag with a blank', { tag: 'a b' }, 'tag: must be 1 to 255 letters, digits, underscores and hyphens'],
    ['a tag with a null byte', { tag: 'a\u0000' }, 'tag: must be'],
    ['a tag that is too long', { tag: 'a'.repeat(256) }, 'tag: must be'],
    ['a tag that looks like an id', { tag: 'se0123456789abcdef' }, 'tag: must not look like the id'],
    ['a day that is over', { expirationDate: '2020-01-01' }, 'expirationDate: must be in the future'],
    ['a zone without a day', { timeZone: 'UTC' }, 'timeZone: is only of use together with expirationDate'],
    ['an id', { id: 'se0000000000000000' }, 'id: is not a field here'],
    ['CRLF in its name', { name: 'a\r\nb' }, 'name:'],
  ])('refuses %s, naming the field and not what was in it, and leaves nothing behind', async (_, wrong, details) => {
    const before = await traces();
    const answer = await post(by, { name: 'n', secret: 'unsaid', tag: 'refused', ...wrong });
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringContaining(details)]);
    expect(answer.text).not.toMatch(/unsaid|12345678|xxxx/);
    expect(await traces()).toEqual(before);
  });

  it('says all that is wrong at once', async () => {
    const { details } = (await post(by, { secret: '', tag: '' })).body;
    for (const field of ['name', 'secret', 'tag']) expect(details).toContain(`${field}: `);
  });

  it('refuses a tag that the workspace has, of any case but this one, until it is free', async () => {
    const { tag } = await keep(by, { tag: 'Taken' });
    const before = await traces();
    expect(await post(by, { name: 'n', secret: 's', tag })).toMatchObject({
      status: 409,
      body: { type: 'CONFLICT', details: 'tag: there is a secret with this tag already.' },
    });
    expect(await traces()).toEqual(before);
    expect((await keep(by, { tag: 'taken' })).tag).toBe('taken');
    await remove(by, tag);
    expect((await keep(by, { tag, secret: 'second' })).tag).toBe(tag);
    expect(await valueOf(by, tag)).toBe('second');
  });

  it('of one tag by ten at once succeeds once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => post(by, { name: 'n', secret: `value-${String(n)}`, tag: 'raced' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await valueOf(by, 'raced')).toBe(`value-${String(winner)}`);
    expect(await service.query(`SELECT 1 FROM keys.outbox WHERE event->'data'->>'tag' = 'raced'`)).toHaveLength(1);
  });

  it('asks nothing of the security policy', async () => {
    await service.query(
      `INSERT INTO keys.security_policies SELECT id, true, 30 FROM keys.workspaces ORDER BY created_at LIMIT 1`,
    );
    expect((await by.post({ name: 'n', roles: [role('USER')] })).status).toBe(400);
    const { tag } = await keep(by);
    expect((await put(by, tag, { expirationDate: '2099-01-01' })).status).toBe(200);
    await service.asOwner('DELETE FROM keys.security_policies');
  });
});

describe('a secret', () => {
  it('is shown by its tag and by its id alike, and nothing else is found', async () => {
    const shown = await keep(by);
    expect((await show(by, shown.tag)).body).toEqual(shown);
    expect((await show(by, shown.id)).body).toEqual(shown);
    for (const other of [
      'se0000000000000000',
      'nobody',
      shown.tag.toUpperCase(),
      `${shown.tag}%00`,
      '%00',
      'a%2Fb',
      'x'.repeat(5_000),
    ])
      expect(await show<ErrorBody>(by, other)).toMatchObject({ status: 404, body: { type: 'NOT_FOUND' } });
  });

  it('can not be hidden by a tag that is its id, not even past the API', async () => {
    const [victim, other] = [await keep(by), await keep(by)];
    expect((await post(by, { name: 'n', secret: 's', tag: victim.id })).status).toBe(400);
    const sql = 'UPDATE keys.secrets SET tag = $1 WHERE id = $2';
    await expect(service.query(sql, victim.id, other.id)).rejects.toThrow(/check constraint/);
    expect((await show(by, victim.id)).body.tag).toBe(victim.tag);
  });

  it.each(['render', '__proto__', 'constructor', 'toString', '-', '0'])('may be tagged %s', async (tag) => {
    const { id } = await keep(by, { tag, secret: `of ${tag}` });
    expect((await show(by, tag)).body.id).toBe(id);
    expect((await put(by, tag, { name: 'renamed' })).body).toMatchObject({ id, name: 'renamed' });
    expect(await valueOf(by, tag)).toBe(`of ${tag}`);
    expect((await remove(by, tag)).status).toBe(200);
    expect((await show(by, tag)).status).toBe(404);
  });

  it('expires, and stays listed', async () => {
    const expiresAt = new Date(service.clock.now().getTime() + 60_000).toISOString();
    const { id } = await keep(by, { expirationDate: expiresAt });
    expect((await show(by, id)).body).toMatchObject({ expirationDate: expiresAt, status: 'EXPIRING' });
    service.clock.moveAhead(60_000);
    expect((await list(by, '?pageSize=1000')).body.secrets).toContainEqual(expect.objectContaining({ id, status: 'EXPIRED' }));
  });
});

describe('PUT /api/v1/secrets/{tagOrId}', () => {
  it('changes what is given, and nothing else', async () => {
    const shown = await keep(by, { secret: 'one' });
    expect((await put(by, shown.tag, { name: 'other' })).body).toEqual({ ...shown, name: 'other' });
    expect(await valueOf(by, shown.tag)).toBe('one');
    const renewed = await put(by, shown.id, { secret: 'two', name: null });
    expect([renewed.body, renewed.text.includes('two')]).toEqual([{ ...shown, name: 'other' }, false]);
    expect(await valueOf(by, shown.tag)).toBe('two');
    const dates = { expirationDate: '2099-03-31', timeZone: 'Europe/Berlin' };
    expect((await put(by, shown.id, dates)).body).toMatchObject({ ...dates, expirationDate: '2099-03-31T22:00:00.000Z' });
    expect((await put(by, shown.id, { expirationDate: null })).body.timeZone).toBe('Europe/Berlin');
  });

  it('leaves no trace when it changes nothing', async () => {
    const { id, name, expirationDate } = await keep(by, { expirationDate: '2099-03-31' });
    const before = await traces();
    for (const body of [{}, { name }, { name: null, secret: null }, { expirationDate }])
      expect((await put(by, id, body)).status).toBe(200);
    expect(await traces()).toEqual(before);
  });

  it.each([
    ['a tag', { tag: 'other' }, 'tag: is not a field here'],
    ['an owner', { owner: {} }, 'owner: is not a field here'],
    ['an empty value', { secret: '' }, 'secret: must not be empty'],
    ['no object', [], 'body: must be a JSON object'],
    ['a day that is over', { expirationDate: '2020-01-01' }, 'expirationDate: must be in the future'],
  ])('refuses %s, and changes nothing', async (_, body, details) => {
    const { id } = await keep(by);
    const before = await traces();
    const answer = await put<ErrorBody>(by, id, body);
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringContaining(details)]);
    expect(await traces()).toEqual(before);
  });

  it('by ten at once loses no version, and keeps one of the ten values', async () => {
    const { id, tag } = await keep(by);
    const values = Array.from({ length: 10 }, (_, n) => `value-${String(n)}`);
    await Promise.all(values.map((secret) => put(by, id, { secret })));
    expect(values).toContain(await valueOf(by, tag));
    expect(await service.query('SELECT version, value_version FROM keys.secrets WHERE id = $1', id)).toEqual([
      { version: 11, value_version: 11 },
    ]);
    const events = `SELECT (event->'data'->>'version')::int AS version FROM keys.outbox WHERE event->>'subject' = $1 ORDER BY 1`;
    expect(await service.query(events, id)).toEqual(Array.from({ length: 11 }, (_, n) => ({ version: n + 1 })));
  });
});

describe('DELETE /api/v1/secrets/{tagOrId}', () => {
  it('erases the value and what wraps it, keeps the row, and a second time is 404', async () => {
    const { id, tag } = await keep(by);
    expect(await remove(by, tag)).toMatchObject({ status: 200, text: '' });
    const row = 'SELECT tag, ciphertext, wrapped_key, key_encryption_key_id, version FROM keys.secrets WHERE id = $1';
    expect(await service.query(row, id)).toEqual([
      { tag, ciphertext: null, wrapped_key: null, key_encryption_key_id: null, version: 2 },
    ]);
    for (const name of [tag, id])
      expect([(await remove(by, name)).status, (await put(by, name, {})).status, (await show(by, name)).status]).toEqual([
        404, 404, 404,
      ]);
    expect((await list(by, '?pageSize=1000')).body.secrets.map((one) => one.id)).not.toContain(id);
    expect(await valueOf(by, tag)).toContain(`there is no secret ${tag}`);
  });

  it('by ten at once succeeds once, and while values are written none is left', async () => {
    const { id } = await keep(by);
    const writes = Array.from({ length: 5 }, () => put(by, id, { secret: 'again' }));
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(by, id)));
    await Promise.all(writes);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 404)]);
    expect(await service.query('SELECT num_nulls(ciphertext, wrapped_key) AS nulls FROM keys.secrets WHERE id = $1', id)).toEqual(
      [{ nulls: 2 }],
    );
  });

  it('that fails in the middle erases nothing', async () => {
    const { id, tag } = await keep(by, { secret: 'still here' });
    await service.asOwner(`CREATE FUNCTION keys.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON keys.outbox FOR EACH ROW EXECUTE FUNCTION keys.fail()`);
    expect((await remove(by, id)).status).toBe(500);
    await service.asOwner('DROP TRIGGER fail ON keys.outbox');
    expect(await valueOf(by, tag)).toBe('still here');
  });
});

describe('the list', () => {
  it('is newest first, paged and stable, with one array', async () => {
    const { caller } = await holderOf(service, ['Create secrets']);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await keep(caller, { name })).id);
    const { body } = await list(caller, '?pageSize=3');
    expect(body).toMatchObject({ page: 0, secrets: [{ name: 'c' }, { name: 'b' }, { name: 'a' }] });
    expect(Object.keys(body).sort()).toEqual(['page', 'secrets', 'total', 'totalPages']);
    await service.query(`UPDATE keys.secrets SET created_at = now() + interval '1 day' WHERE id = ANY($1)`, ids);
    const pages = await Promise.all([0, 1, 2].map(async (page) => (await list(caller, `?page=${String(page)}&pageSize=1`)).body));
    expect(pages.flatMap(({ secrets }) => secrets.map(({ id }) => id))).toEqual([...ids].sort());
  });

  it.each(['page=-1', 'pageSize=0', 'pageSize=1001'])('refuses %s', async (query) => {
    expect((await list(by, `?${query}`)).status).toBe(400);
  });
});
