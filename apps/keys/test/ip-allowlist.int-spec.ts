import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { role, type Caller } from './caller.js';
import { CuttableWire } from './cuttable-wire.js';
import { KeysService } from './keys-service.js';

const LIST = '/api/v1/ip-allowlist';
const HERE = { address: '127.0.0.1' };
const ELSEWHERE = { address: '203.0.113.0/24' };

const forbidden = {
  status: 403,
  body: { message: 'Forbidden', type: 'FORBIDDEN', details: 'Forbidden IP address', httpStatus: 403 },
};

interface Allowlist {
  readonly entries: readonly { readonly address: string; readonly description?: string }[];
  readonly callerIsInside?: boolean;
}

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start({ TRUSTED_PROXIES: '127.0.0.1' });
});

afterAll(() => service.stop());

/** Someone behind the trusted proxy, at this address. */
const from = (address: string, caller: Caller = service.as()) => ({
  send: (url: string, said = {}) => caller.send(url, { headers: { 'x-forwarded-for': address }, ...said }),
});

const put = (entries: unknown, query = '', by: Caller = service.as()) =>
  by.send<Allowlist & { details: string }>(LIST + query, { method: 'PUT', body: { entries } });

const validate = (entries: unknown) =>
  service.as().send<Allowlist & { details: string }>(`${LIST}/validate`, { method: 'POST', body: { entries } });

/** Forgets every entry, and waits until the service has noticed. */
const open = async () => {
  await service.asOwner('DELETE FROM keys.ip_allowlist_entries');
  await until(async () => (await service.as().send(LIST)).status === 200, { what: 'everyone is let in again' });
  await until(async () => (await from('198.51.100.1').send(LIST)).status === 200, { what: 'everyone is let in again' });
};

afterEach(open);

describe('the list', () => {
  it('is empty at first, replaced as a whole, and shown as it was written', async () => {
    expect(await service.as().send(LIST)).toMatchObject({ status: 200, body: { entries: [] } });
    const entries = [{ ...HERE, description: 'this machine' }, { address: '2001:DB8::/32' }, { address: '10.1.2.3/8' }];
    expect((await put(entries)).body).toEqual({ entries });
    expect((await service.as().send(LIST)).body).toEqual({ entries });
    expect((await put([{ ...HERE, description: null }])).body).toEqual({ entries: [HERE] });
    expect((await put([])).body).toEqual({ entries: [] });
  });

  it('is set by nobody who may not, and does not change', async () => {
    const { apiKey } = await service.as().issue({ roles: [role('MANAGER')] });
    for (const [method, url] of [
      ['GET', LIST],
      ['PUT', LIST],
      ['POST', `${LIST}/validate`],
    ] as const) {
      const answer = await service.as(apiKey).send(url, { method, ...(method === 'GET' ? {} : { body: { entries: [HERE] } }) });
      expect({ method, status: answer.status }).toEqual({ method, status: 403 });
    }
    expect((await service.as().send(LIST)).body).toEqual({ entries: [] });
  });

  it.each([
    ['no address', [HERE, {}], 'entries.1.address: is required'],
    ['a number', [{ address: 1 }], 'entries.0.address: must be a string'],
    ['a bad address', [HERE, { address: '10.0.0.256' }], 'entries.1.address: must be an IP address or a CIDR range'],
    ['a bad prefix', [{ address: '::/129' }], 'entries.0.address: must be'],
    ['a name', [{ address: 'localhost' }], 'entries.0.address: must be'],
    ['an unknown field', [{ ...HERE, note: 'x' }], 'entries.0: note: is not a field here'],
    ['a long description', [{ ...HERE, description: 'd'.repeat(1_001) }], 'entries.0.description:'],
    ['a double', [HERE, { address: '::ffff:127.0.0.1/128' }], 'entries.1.address: is the same as entries.0.address'],
    [
      '1,001 entries',
      Array.from({ length: 1_001 }, (_, n) => ({ address: `10.0.${n >> 8}.${n & 255}` })),
      'entries: must be at most 1000',
    ],
    ['no list', undefined, 'entries: is required'],
    ['a text', '127.0.0.1', 'entries: must be an array'],
  ])('with %s is refused, set or validated, and nothing changes', async (_, entries, details) => {
    await put([HERE]);
    for (const answer of [await put(entries), await put(entries, '?force=true'), await validate(entries)]) {
      expect({ status: answer.status, details: answer.body.details }).toEqual({
        status: 400,
        details: expect.stringContaining(details),
      });
    }
    expect((await service.as().send(LIST)).body).toEqual({ entries: [HERE] });
  });

  it('names both of two bad entries, and takes a thousand good ones', async () => {
    const { body } = await put([{ address: 'x' }, HERE, { address: 'y' }]);
    expect(body.details).toMatch(/entries\.0\.address: .*; entries\.2\.address: /);
    const many = [HERE, ...Array.from({ length: 999 }, (_, n) => ({ address: `10.0.${n >> 8}.${n & 255}` }))];
    expect((await put(many)).body.entries).toHaveLength(1_000);
  });

  it('refuses to lock its author out, unless forced', async () => {
    expect(await put([ELSEWHERE])).toMatchObject({
      status: 400,
      body: { details: expect.stringMatching(/^entries: .*127\.0\.0\.1.*\?force=true/) },
    });
    for (const force of ['false', 'False', 'FALSE']) expect((await put([ELSEWHERE], `?force=${force}`)).status).toBe(400);
    expect((await put([ELSEWHERE], '?force=1')).body.details).toBe('force: must be true or false');
    expect((await service.as().send(LIST)).body).toEqual({ entries: [] });
    expect((await put([ELSEWHERE], '?force=True')).status).toBe(200);
  });

  it('is validated without being set, and the caller told whether they are inside', async () => {
    expect((await validate([ELSEWHERE])).body).toEqual({ entries: [ELSEWHERE], callerIsInside: false });
    expect((await validate([HERE])).body).toEqual({ entries: [HERE], callerIsInside: true });
    expect((await validate([])).body).toEqual({ entries: [], callerIsInside: true });
    expect((await service.as().send(LIST)).body).toEqual({ entries: [] });
  });

  it('is audited once for each change, and not for what changes nothing', async () => {
    const count = async () => (await service.query(`SELECT 1 FROM keys.audit_entries WHERE object_type = 'IP_ALLOWLIST'`)).length;
    const before = await count();
    await put([HERE]);
    await put([HERE]);
    expect(await count()).toBe(before + 1);
  });

  it('survives being set by twenty at once, as one of theirs', async () => {
    const lists = Array.from({ length: 20 }, (_, n) => [HERE, { address: `10.0.0.${n}` }, { address: `10.0.1.${n}` }]);
    const answers = await Promise.all(lists.map((entries) => put(entries)));
    expect(answers.map(({ status }) => status)).toEqual(lists.map(() => 200));
    expect(lists).toContainEqual((await service.as().send<Allowlist>(LIST)).body.entries);
  });
});

describe('an address that is not on the list', () => {
  it.each([LIST, '/api/v1/auth/key', '/api/nowhere', '/', '/health', '/docsx', '/api/%zz'])(
    'gets 403 at %s, with a valid key, a bad one and none',
    async (url) => {
      await put([HERE]);
      for (const caller of [service.as(), service.as('cfw_bad'), service.anonymous()]) {
        expect(await from('198.51.100.1', caller).send(url)).toMatchObject(forbidden);
      }
    },
  );

  it.each(['/health/live', '/health/ready', '/metrics', '/docs', '/docs-json'])('still reads %s', async (url) => {
    await put([HERE]);
    expect((await from('198.51.100.1', service.anonymous()).send(url)).status).toBe(200);
  });

  it('is out as soon as the list is set, by IPv4 in the clothes of IPv6 too, and others are not', async () => {
    await put([HERE, ELSEWHERE, { address: '2001:db8::/32' }]);
    for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8::1']) {
      expect({ address, status: (await from(address).send(LIST)).status }).toEqual({ address, status: 200 });
    }
    for (const address of ['203.0.114.7', '::ffff:203.0.114.7', '2001:db9::1', '::1', 'garbage', '203.0.113.7.1']) {
      expect({ address, ...(await from(address).send(LIST)) }).toMatchObject({ address, ...forbidden });
    }
  });

  it('of the caller: even the author is out after forcing it, on every node within a second', async () => {
    const other = await service.another();
    expect((await other.as().send(LIST)).status).toBe(200);
    await put([ELSEWHERE], '?force=true');
    expect(await service.as().send(LIST)).toMatchObject(forbidden);
    await until(async () => (await other.as().send(LIST)).status === 403, { what: 'the other node follows', withinMs: 1_000 });
    await other.app.close();
  });

  it('does not learn whether its key is good', async () => {
    await put([HERE]);
    const statements = await service.statementsDuring(() => from('198.51.100.1').send(LIST));
    expect(statements.filter((sql) => sql.includes('key_hash'))).toEqual([]);
  });
});

describe('where another workspace has no list', () => {
  it("an address is let in until the caller is known, and then judged by the caller's own", async () => {
    await service.asOwner(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws00000000000000ff', 'Open', 'UTC')`);
    await put([HERE]);
    const waits = { what: 'the other workspace is known' };
    await until(async () => (await from('198.51.100.1', service.anonymous()).send(LIST)).status === 401, waits);
    expect(await from('198.51.100.1').send(LIST)).toMatchObject(forbidden);
    expect((await from('127.0.0.1').send(LIST)).status).toBe(200);
    await service.asOwner(`DELETE FROM keys.workspaces WHERE id = 'ws00000000000000ff'`);
  });
});

describe('a forged X-Forwarded-For', () => {
  it('changes nothing when its peer is no trusted proxy', async () => {
    const direct = await service.another({ TRUSTED_PROXIES: '' });
    await put([ELSEWHERE], '?force=true');
    await until(async () => (await direct.as().send(LIST)).status === 403, { what: 'the node follows' });
    for (const [name, value] of [
      ['x-forwarded-for', '203.0.113.7'],
      ['x-forwarded-for', '203.0.113.7, 203.0.113.8'],
      ['forwarded', 'for=203.0.113.7'],
      ['x-real-ip', '203.0.113.7'],
      ['cf-connecting-ip', '203.0.113.7'],
    ] as const) {
      expect(await direct.as().send(LIST, { headers: { [name]: value } })).toMatchObject(forbidden);
    }
    await direct.app.close();
  });

  it('in front of what a trusted proxy adds changes nothing either', async () => {
    await put([HERE, ELSEWHERE]);
    expect(await from('203.0.113.7, 198.51.100.1').send(LIST)).toMatchObject(forbidden);
    expect((await from('198.51.100.1, 203.0.113.7').send(LIST)).status).toBe(200);
  });
});

it('while Postgres is away and the copy is older than a second, answers 503 and lets nobody in', async () => {
  const wire = await CuttableWire.to(service.databaseUrl);
  const cut = await service.another({ DATABASE_URL: wire.url });
  expect((await cut.as().send(LIST)).status).toBe(200);
  wire.cut();
  await until(async () => (await cut.anonymous().send(LIST)).status === 503, { what: 'the copy is too old' });
  expect((await cut.anonymous().send(LIST)).status).toBe(503);
  wire.mend();
  await until(async () => (await cut.as().send(LIST)).status === 200, { what: 'it is read again' });
  await cut.app.close();
  await wire.close();
});
