import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let cid: string;

beforeAll(async () => {
  service = await KeysService.start();
  cid = (await service.as().issue({ name: 'untouched', expirationDate: '2099-01-01' })).cid;
});

afterAll(() => service.stop());

const good = { name: 'n', roles: [role('USER')] };
const without = (field: keyof typeof good) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));
const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1_000).toISOString();

/** What is wrong with a body, the body, and the field that has to be named. */
type BadBody = readonly [what: string, body: unknown, field: string];

const badNames: readonly BadBody[] = [
  ['no name', without('name'), 'name: is required'],
  ['a null name', { ...good, name: null }, 'name: is required'],
  ['a number for a name', { ...good, name: 7 }, 'name: must be a string'],
  ['an array for a name', { ...good, name: ['n'] }, 'name: must be a string'],
  ['an empty name', { ...good, name: '' }, 'name:'],
  ['a blank name', { ...good, name: ' \u00a0\u3000 ' }, 'name:'],
  ['an invisible name', { ...good, name: '\u200b\u200d\ufeff' }, 'name:'],
  ['a name of 256 characters', { ...good, name: 'n'.repeat(256) }, 'name:'],
  ['a name of 1 MB', { ...good, name: 'n'.repeat(1_000_000) }, 'name:'],
  ['CRLF in a name', { ...good, name: 'a\r\nBcc: all@example.com' }, 'name:'],
  ['a line break at the end of a name', { ...good, name: 'a\n' }, 'name:'],
  ['an escape sequence in a name', { ...good, name: 'a\u001b[2J' }, 'name:'],
  ['NUL in a name', { ...good, name: 'a\u0000b' }, 'name:'],
  ['a C1 control in a name', { ...good, name: 'a\u0085b' }, 'name:'],
  ['a line separator in a name', { ...good, name: 'a\u2028b' }, 'name:'],
  ['a bidi override in a name', { ...good, name: 'a\u202eb' }, 'name:'],
  ['a bidi isolate in a name', { ...good, name: 'a\u2066b' }, 'name:'],
  ['half of an emoji in a name', { ...good, name: 'a\ud83d' }, 'name:'],
  ['<!channel> in a name', { ...good, name: 'hi <!channel>' }, 'name:'],
  ['a Slack date in a name', { ...good, name: '<!date^0^{date}|x>' }, 'name:'],
  ['a Slack user in a name', { ...good, name: '<@U0123>' }, 'name:'],
  ['a Slack channel in a name', { ...good, name: '<#C0123|general>' }, 'name:'],
];

const badDescriptions: readonly BadBody[] = [
  ['an object for a description', { ...good, description: {} }, 'description: must be a string'],
  ['a description of 1001 characters', { ...good, description: 'd'.repeat(1_001) }, 'description:'],
  ['NUL in a description', { ...good, description: 'a\u0000' }, 'description:'],
  ['a bidi override in a description', { ...good, description: 'a\u202db' }, 'description:'],
  ['a lone surrogate in a description', { ...good, description: '\udc00' }, 'description:'],
];

const badRoles: readonly BadBody[] = [
  ['no roles', without('roles'), 'roles: is required'],
  ['null roles', { ...good, roles: null }, 'roles: is required'],
  ['an empty array of roles', { ...good, roles: [] }, 'roles:'],
  ['a role that is no array', { ...good, roles: role('USER') }, 'roles: must be an array'],
  ['a role that is a text', { ...good, roles: ['ADMIN'] }, 'roles.0:'],
  ['an unknown role', { ...good, roles: [role('OWNER')] }, 'roles.0.role:'],
  ['a role in the wrong case', { ...good, roles: [role('USER'), role('admin')] }, 'roles.1.role:'],
  ['a role without a type', { ...good, roles: [{ role: 'USER' }] }, 'roles.0.type:'],
  ['a role of another type', { ...good, roles: [{ type: 'BASIC', role: 'USER' }] }, 'roles.0.type:'],
  ['a custom role', { ...good, roles: [{ type: 'CUSTOM', tag: 'my-role' }] }, 'roles.0.tag: there is no custom role'],
  ['an unknown field of a role', { ...good, roles: [{ ...role('USER'), scope: '*' }] }, 'roles.0: scope:'],
  ['21 roles', { ...good, roles: Array.from({ length: 21 }, () => role('USER')) }, 'roles:'],
];

const badDates: readonly BadBody[] = [
  ...[
    '2026-02-30',
    '2099-02-29',
    '2099-2-3',
    '+010000-01-01',
    '10000-01-01',
    '-002099-01-01',
    '2099-01-01 ',
    '2099-01-01T24:00:00Z',
  ],
  ...[
    '2099-01-01T10:60Z',
    '2099-01-01T10:00:60Z',
    '2099-01-01T10:00:00Zulu',
    '2099-01-01T10:00:00+25:00',
    '2099-01-01T10:00:00[UTC]',
  ],
  ...['2099-01-01T10', '20990101', '2099-W01-1', '2099-13-01', 'tomorrow', '', '4070908800', '٢٠٩٩-٠١-٠١', '2099-01-01T1:00Z'],
  ...[yesterday, '2020-01-01', '0000-01-01', '2026-01-01T00:00:00Z'],
].map((date) => [`the expiration date ${JSON.stringify(date)}`, { ...good, expirationDate: date }, 'expirationDate:']);

const badExpirations: readonly BadBody[] = [
  ...badDates,
  ['a number for an expiration date', { ...good, expirationDate: 4_070_908_800 }, 'expirationDate: must be a string'],
  ['a day that ends after the year 9999', { ...good, expirationDate: '9999-12-31' }, 'expirationDate:'],
  ['an instant after the year 9999', { ...good, expirationDate: '9999-12-31T23:00:00-02:00' }, 'expirationDate:'],
  ...['Mars/Base', '', '+05:30', 'EST', 'UTC+2', 'Europe/Berlin ', '../etc/passwd', 'Europe/Berlin\u0000'].map(
    (zone): BadBody => [
      `the zone ${JSON.stringify(zone)}`,
      { ...good, expirationDate: '2099-01-01', timeZone: zone },
      'timeZone:',
    ],
  ),
  ['a number for a zone', { ...good, expirationDate: '2099-01-01', timeZone: 1 }, 'timeZone: must be a string'],
  ['a zone without a date', { ...good, timeZone: 'Europe/Berlin' }, 'timeZone: is only of use'],
];

const badShapes: readonly BadBody[] = [
  ['an unknown field', { ...good, scope: '*' }, 'scope: is not a field here'],
  ['a value of its own', { ...good, value: 'cfw_mine', apiKey: 'x' }, 'value: is not a field here; apiKey: is not a field here'],
  ['__proto__', '{"name":"n","roles":[{"type":"DEFAULT","role":"USER"}],"__proto__":{"x":1}}', '__proto__: is not a field here'],
  [
    'constructor',
    '{"name":"n","roles":[{"type":"DEFAULT","role":"USER"}],"constructor":{"prototype":{}}}',
    'constructor: is not a field here',
  ],
  ['an array', [], 'body: must be a JSON object'],
  ['null', 'null', 'body: must be a JSON object'],
  ['a text', '"name"', 'body: must be a JSON object'],
  ['no body', '', 'body: must be a JSON object'],
  ['malformed JSON', '{"name":', 'The body is not well-formed JSON'],
  ['JSON with something behind it', '{} {}', 'The body is not well-formed JSON'],
  ['a field nested 100,000 deep', `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'The body is nested too deeply'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'The body is not well-formed UTF-8'],
];

/** Rows and events: what must not change. */
async function traces(): Promise<unknown> {
  return service.query('SELECT (SELECT count(*) FROM keys.api_keys) AS keys, (SELECT count(*) FROM keys.outbox) AS events');
}

describe('POST refuses, naming the field and leaving no row and no event,', () => {
  it.each([...badNames, ...badDescriptions, ...badRoles, ...badExpirations, ...badShapes])('%s', async (_, body, field) => {
    const before = await traces();
    const answer = await service.as().post(body);
    expect(answer).toMatchObject({ status: 400, body: { type: 'BAD_REQUEST', message: 'Bad Request', httpStatus: 400 } });
    expect(answer.body.details).toContain(field);
    expect(await traces()).toEqual(before);
  });

  it('everything at once, and says so', async () => {
    const body = { name: '', description: 1, roles: [], expirationDate: '2020-01-01', timeZone: 'Mars/Base', extra: 1 };
    const { details } = (await service.as().post(body)).body;
    for (const field of ['name', 'description', 'roles', 'expirationDate', 'timeZone', 'extra'])
      expect(details).toContain(`${field}: `);
  });

  it('a zone without a date, even beside other errors', async () => {
    const { details } = (await service.as().post({ name: '', roles: [], timeZone: 'Europe/Berlin' })).body;
    expect(details).toContain('timeZone: is only of use together with expirationDate');
  });

  it('no more words than a person reads', async () => {
    const { details } = (await service.as().post({ ...good, roles: Array.from({ length: 20 }, () => ({ ...role('x'), x: 1 })) }))
      .body;
    expect(details).toMatch(/; and 20 more$/);
    expect(details.length).toBeLessThan(3_000);
  });
});

const badTypes = [
  ['application/x-www-form-urlencoded', 'name=n'],
  ['text/plain', '{}'],
  ['application/xml', '<a/>'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['nonsense', '{}'],
] as const;

describe('POST refuses', () => {
  it.each(badTypes)('a body of type %s with 415', async (type, body) => {
    const before = await traces();
    const answer = await service.as().send('/api/v1/auth/key', { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 415, body: { message: 'Unsupported Media Type', httpStatus: 415 } });
    expect(await traces()).toEqual(before);
  });

  it('a body over 2 MB with 413, and takes one of just 2 MB', async () => {
    const body = (size: number) => `{"name":"${'n'.repeat(size - 11)}"}`;
    const answer = await service.as().post(body(2 * 1_024 * 1_024 + 1));
    expect(answer).toMatchObject({
      status: 413,
      body: { message: 'Payload Too Large', httpStatus: 413, requestId: expect.any(String) },
    });
    expect((await service.as().post(body(2 * 1_024 * 1_024))).status).toBe(400);
  });
});

describe('PUT refuses, naming the field and changing nothing,', () => {
  it.each<BadBody>([
    ['no name', {}, 'name: is required'],
    ['roles', { name: 'n', roles: [role('USER')] }, 'roles: is not a field here'],
    ['a value', { name: 'n', apiKey: 'cfw_x' }, 'apiKey: is not a field here'],
    ['a date that is over', { name: 'n', expirationDate: yesterday }, 'expirationDate: must be in the future'],
    ['a zone without a date', { name: 'n', timeZone: 'Europe/Berlin' }, 'timeZone: is only of use'],
    ['CRLF in a name', { name: 'a\r\nb' }, 'name:'],
    ['an array', [], 'body: must be a JSON object'],
  ])('%s', async (_, body, field) => {
    const before = [await traces(), await service.query('SELECT * FROM keys.api_keys WHERE cid = $1', cid)];
    const answer = await service.as().put(cid, body);
    expect(answer.status).toBe(400);
    expect(answer.body.details).toContain(field);
    expect([await traces(), await service.query('SELECT * FROM keys.api_keys WHERE cid = $1', cid)]).toEqual(before);
  });
});

describe('GET refuses, naming the parameter,', () => {
  it.each([
    ...['page=-1', 'page=1.5', 'page=1e3', 'page=', 'page=%201', 'page=0x1', 'page=99999999999', 'page=0&page=1', 'page=NaN'],
    ...['pageSize=0', 'pageSize=1001', 'pageSize=-1', 'pageSize=all', 'pageSize=250&pageSize=250'],
    ...['status=active', 'status=GONE', 'status=', 'expiresBefore=2099-02-30', 'expiresBefore=soon', 'expiresBefore='],
    ...['q=%00', 'q=', 'q=a&q=b', `q=${'a'.repeat(256)}`, 'q=a%0Ab'],
  ])('%s', async (query) => {
    const answer = await service.as().list(`?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { type: 'BAD_REQUEST' } });
    expect(answer.body.details).toContain(`${query.split('=', 1)[0] ?? ''}: `);
  });

  it('a malformed address with 404, in the wire format', async () => {
    expect(await service.as().get('%zz')).toMatchObject({ status: 404, body: { type: 'NOT_FOUND', httpStatus: 404 } });
  });
});
