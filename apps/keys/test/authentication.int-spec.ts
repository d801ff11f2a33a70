import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { role } from './caller.js';
import { KeysService, pepper } from './keys-service.js';

let service: KeysService;
let port: number;

beforeAll(async () => {
  service = await KeysService.start();
  port = await service.listen();
});

afterAll(() => service.stop());

/** The status of a GET whose path goes over the wire exactly as it is written here. */
function over(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

const HOUR_MS = 60 * 60 * 1_000;
const UNKNOWN = 'cfw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000';

/** What a refusal says, apart from the id that differs in each. */
const refused = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer' },
  body: {
    message: 'Unauthorized',
    type: 'UNCATEGORIZED',
    details: 'A valid API key is needed: Authorization: Bearer <API key>.',
    httpStatus: 401,
    requestId: expect.stringMatching(/^rq[0-9a-f]{16}$/),
  },
};

describe('without a valid key', () => {
  it.each([
    ...['/api/v1/auth/key', '/api/v1/auth/key/ak0000000000000000', '/api', '/api/', '/api/v1/nothing/here', '/API/V1/AUTH/KEY'],
    ...[
      '/%61pi/v1/auth/key',
      '/api%2Fv1%2Fauth%2Fkey',
      '//api/v1/auth/key',
      '/api//v1/auth/key',
      '/./api/v1/auth/key',
      '/api/v1/auth/key/',
    ],
    ...['/health/../api/v1/auth/key', '/docs/../api/v1/auth/key', '/metrics/../api/v1/auth/key'],
    ...[
      '/health/live/../../api/v1/auth/key',
      '/api/v1/auth/key?x=/health/live',
      '/api/v1/auth/key;/health/live',
      '/api/v1/auth/key%3f/docs',
    ],
    ...[
      '/',
      '/anything',
      '/healthz',
      '/health',
      '/health/',
      '/health/live/',
      '/HEALTH/LIVE',
      '/metrics/x',
      '/docsx',
      '/%zz',
      '/api/%zz',
      '/health/%zz',
    ],
  ])('%s is 401', async (url) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const) {
      const answer = await service.anonymous().send(url, { method });
      expect({ url, method, status: answer.status }).toEqual({ url, method, status: 401 });
    }
  });

  it('any spelling of any path that begins with /api is 401', async () => {
    const piece = fc.constantFrom(
      '/',
      '//',
      '..',
      '.',
      ';',
      '?',
      '#',
      '%',
      '%2f',
      '%2F',
      '%25',
      '%c3',
      '%00',
      '%zz',
      '\\',
      'v1',
      'auth',
      'key',
      'docs',
      'health',
      '@',
      ':',
    );
    const start = fc.constantFrom('/api', '/api/', '/%61pi/', '/a%70i/v1/auth/key', '/api/v1/auth/key/', '/api/v1/auth/key');
    await fc.assert(
      fc.asyncProperty(start, fc.array(piece, { maxLength: 8 }), async (begin, rest) => {
        expect(await over(`${begin}${rest.join('')}`)).toBe(401);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['/health/live', '/health/ready', '/metrics', '/docs', '/docs-json', '/docs-yaml', '/docs/swagger-ui.css'])(
    '%s answers anyone',
    async (url) => {
      expect((await service.anonymous().send(url)).status).toBe(200);
    },
  );

  it('a body is not even read', async () => {
    const answer = await service.anonymous().send('/api/v1/auth/key', { method: 'POST', body: '{"broken' });
    expect(answer).toMatchObject(refused);
  });

  it.each([
    ...['*api/v1/auth/key', 'api/v1/auth/key', 'http://else.where/api/v1/auth/key', '*', '/health/live\tx'],
    ...['/docs/../api/v1/auth/key', '/docs/..%2fapi/v1/auth/key', '/docs/%2e%2e/api/v1/auth/key', '/docs/..\\..\\package.json'],
  ])('the request target %j gets nothing', async (target) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[0134] .*\r\nx-request-id: rq[0-9a-f]{16}\r\n.*"requestId":"rq/is);
  });
});

describe('a refusal', () => {
  it('has the same shape whatever is wrong with the credential', async () => {
    const { apiKey } = await service.as().issue();
    const wrong = [
      ...[
        '',
        'x',
        UNKNOWN,
        `${apiKey}0`,
        apiKey.slice(0, -1),
        apiKey.toUpperCase(),
        apiKey.replace('cfw_', 'cfwp_'),
        ` ${apiKey} x`,
      ],
      ...[`${apiKey},${apiKey}`, 'undefined', 'null', '../../etc/passwd', "' OR 1=1 --", 'a'.repeat(8_000)],
    ];
    for (const credential of wrong) expect(await service.as(credential).list()).toMatchObject(refused);
    const headers = [`Basic ${btoa(`x:${apiKey}`)}`, apiKey, `Token ${apiKey}`, `Bearer: ${apiKey}`, `Bearer${apiKey}`];
    for (const authorization of headers) {
      expect(await service.anonymous().send('/api/v1/auth/key', { headers: { authorization } })).toMatchObject(refused);
    }
  });

  it('of a wrong checksum comes without a look at the database', async () => {
    const { apiKey } = await service.as().issue();
    const wrong = apiKey.slice(0, -1) + (apiKey.endsWith('0') ? '1' : '0');
    const looks = async (key: string) => {
      const statements = await service.statementsDuring(() => service.as(key).list());
      return statements.filter((sql) => sql.includes('key_hash')).length;
    };
    expect(await looks(wrong)).toBe(0);
    expect(await looks('x')).toBe(0);
    expect(await looks(apiKey)).toBe(1);
  });

  it('tells the holder of an expired key, and nobody else', async () => {
    const expirationDate = new Date(service.clock.now().getTime() + HOUR_MS).toISOString();
    const { apiKey } = await service.as().issue({ roles: [role('ADMIN')], expirationDate });
    expect((await service.as(apiKey).list()).status).toBe(200);
    service.clock.moveAhead(HOUR_MS);
    const answer = await service.as(apiKey).list();
    expect(answer).toMatchObject({ status: 401, body: { details: `This API key expired at ${expirationDate}.` } });
    expect((await service.as(apiKey).send('/api/nowhere')).status).toBe(401);
  });

  it('tells the holder of a revoked key, also when it has expired since', async () => {
    const { apiKey, cid } = await service
      .as()
      .issue({ expirationDate: new Date(service.clock.now().getTime() + HOUR_MS).toISOString() });
    await service.as().delete(cid);
    service.clock.moveAhead(2 * HOUR_MS);
    expect(await service.as(apiKey).list()).toMatchObject({ status: 401, body: { details: 'This API key was revoked.' } });
  });
});

describe('a key', () => {
  it('is accepted whatever the case of the scheme, and finds 404 where there is nothing', async () => {
    const authorization = `bEARER  ${service.adminKey}`;
    expect((await service.anonymous().send('/api/v1/auth/key', { headers: { authorization } })).status).toBe(200);
    for (const url of ['/api', '/api/v1/nothing', '/anything', '/API/v1/auth/key', '/api//v1/auth/key', '/api/v1/auth/key/']) {
      expect(await service.as().send(url)).toMatchObject({
        status: 404,
        body: { message: 'Not Found', type: 'NOT_FOUND', httpStatus: 404 },
      });
    }
    expect((await service.as().send('/%61pi/v1/auth/key')).status).toBe(200);
  });

  it('says so in every answer, errors too, for the last seven days before it expires', async () => {
    const issue = (ms: number) =>
      service.as().issue({ expirationDate: new Date(service.clock.now().getTime() + ms).toISOString() });
    const [soon, later] = [await issue(7 * 24 * HOUR_MS), await issue(7 * 24 * HOUR_MS + HOUR_MS)];
    for (const url of ['/api/v1/auth/key', '/api/nowhere', '/api/v1/auth/key?token=x']) {
      const answer = await service.as(soon.apiKey).send(url);
      expect(answer.headers['curfew-credential-expires']).toBe(soon.expirationDate);
      expect((await service.as(later.apiKey).send(url)).headers).not.toHaveProperty('curfew-credential-expires');
    }
    expect((await service.as().list()).headers).not.toHaveProperty('curfew-credential-expires');
  });

  it.each(['apiKey', 'api_key', 'access_token', 'token', 'key', 'Authorization', 'X-API-Key'])(
    'is refused in the query as %s',
    async (name) => {
      const query = `?${name}=${service.adminKey}`;
      expect(await service.anonymous().send(`/api/v1/auth/key${query}`)).toMatchObject(refused);
      const answer = await service.as().list(query);
      expect(answer).toMatchObject({ status: 400, body: { details: expect.stringContaining(`${name}: credentials`) } });
      expect(answer.text).not.toContain(service.adminKey);
    },
  );

  it('is refused in the query under any name', async () => {
    expect((await service.as().list(`?q=${service.adminKey}`)).body.details).toContain('q: credentials');
    expect((await service.as().list(`?${service.adminKey}`)).body.details).toContain('query: credentials');
  });
});

describe('X-Request-Id', () => {
  it('comes back in every answer, and in the body of every error', async () => {
    const answer = await service.as().send('/api/nowhere', { headers: { 'x-request-id': 'my.req_1-a' } });
    expect(answer).toMatchObject({ headers: { 'x-request-id': 'my.req_1-a' }, body: { requestId: 'my.req_1-a' } });
    expect((await service.anonymous().send('/health/live')).headers['x-request-id']).toMatch(/^rq[0-9a-f]{16}$/);
  });

  it.each(['a b', 'a'.repeat(65), 'a;b', '<script>', 'ä', 'a"b', ''])('is replaced when it is %j', async (given) => {
    const answer = await service.as().send('/api/nowhere', { headers: { 'x-request-id': given } });
    expect(answer.headers['x-request-id']).toMatch(/^rq[0-9a-f]{16}$/);
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  });
});

describe('KEY_PEPPERS', () => {
  it('verifies keys hashed under any of them, hashes under the first, and forgets those of a pepper that is gone', async () => {
    const old = await KeysService.start({ KEY_PEPPERS: pepper('old', 1) });
    const { apiKey } = await old.as().issue({ roles: [role('ADMIN')] });
    const both = await old.restartedWith({ KEY_PEPPERS: `${pepper('new', 2)},${pepper('old', 1)}` });
    const { cid, apiKey: newer } = await both.as(apiKey).issue({ roles: [role('ADMIN')] });
    expect(await both.query('SELECT pepper_id FROM keys.api_keys WHERE cid = $1', cid)).toEqual([{ pepper_id: 'new' }]);
    const onlyNew = await both.restartedWith({ KEY_PEPPERS: pepper('new', 2) });
    expect([(await onlyNew.as(newer).list()).status, (await onlyNew.as(apiKey).list()).status]).toEqual([200, 401]);
    await onlyNew.stop();
  });
});
