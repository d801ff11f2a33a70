import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Delete, Get, Post, UseGuards, type ExecutionContext, type NestApplicationOptions } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { Asked } from '../asking/curfew.js';
import type { Verification, VerifiedCredential } from '../asking/verification.js';
import { ApiKeyGuard, Curfew, CurfewModule, CurfewUnavailable, CurrentCredential, RequirePermissions } from '../index.js';

const VALID: VerifiedCredential = {
  ...{ valid: true, code: 'VALID', cid: 'ak90b1c2d3e4f56a78', kind: 'apiKey', workspaceId: 'ws0a1b2c3d4e5f6071', name: 'ci' },
  ...{ roles: [], permissions: [] },
};

let app: NestFastifyApplication;
let asked: { readonly key: string; readonly about: Asked | undefined }[];
let answer: () => Verification;

const QUIET: Pick<NestApplicationOptions, 'logger'> = { logger: false };

/** Answers as it is told, and notes what it was asked. */
const curfew = {
  verify: (key: string, about?: Asked) => {
    asked.push({ key, about });
    return Promise.resolve().then(answer);
  },
};

@Controller()
class Open {
  @Get('open')
  open(@CurrentCredential() credential: VerifiedCredential): object {
    return credential;
  }

  @Get('plain')
  @UseGuards(ApiKeyGuard)
  plain(@CurrentCredential() { name }: VerifiedCredential): object {
    return { name };
  }
}

@Controller('settings')
@UseGuards(ApiKeyGuard)
@RequirePermissions('View roles')
class Settings {
  @Post()
  @RequirePermissions('Edit roles')
  @RequirePermissions('Manage users')
  change(): void {
    // Being let in is all there is to it.
  }

  @Delete()
  forget(): void {
    // Being let in is all there is to it.
  }
}

beforeEach(async () => {
  [asked, answer] = [[], () => VALID];
  const imports = [CurfewModule.forRoot({ redisUrl: 'redis://127.0.0.1:1', service: 'orders' })];
  const module = Test.createTestingModule({ imports, controllers: [Open, Settings] });
  const compiled = await module.overrideProvider(Curfew).useValue(curfew).compile();
  app = compiled.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), QUIET);
  await app.init();
});
afterEach(() => app.close());

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, authorization?: string) =>
  app.inject({ method, url, headers: { 'user-agent': 'deploy/2.1', ...(authorization === undefined ? {} : { authorization }) } });

describe('the guard', () => {
  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic eDp5', 'cfw_x', 'Bearer a b', 'Bearer a,b', 'BearerX a'])(
    'asks nobody about %j, and says 401',
    async (authorization) => {
      const { statusCode, headers } = await call('GET', '/plain', authorization);
      expect([statusCode, headers['www-authenticate'], asked]).toEqual([401, 'Bearer realm="orders"', []]);
    },
  );

  it('passes on the key, and who presents it', async () => {
    expect((await call('GET', '/plain', 'bearer  cfw_x ')).json()).toEqual({ name: 'ci' });
    expect(asked).toEqual([
      { key: 'cfw_x', about: { permissions: [], bearer: { address: '127.0.0.1', userAgent: 'deploy/2.1' } } },
    ]);
  });

  it.each([
    { code: 'NOT_FOUND', status: 401, told: 'UNAUTHENTICATED', challenge: 'invalid_token' },
    { code: 'MALFORMED', status: 401, told: 'UNAUTHENTICATED', challenge: 'invalid_token' },
    { code: 'EXPIRED', status: 401, told: 'EXPIRED', challenge: 'invalid_token' },
    { code: 'REVOKED', status: 401, told: 'REVOKED', challenge: 'invalid_token' },
    { code: 'INSUFFICIENT_PERMISSIONS', status: 403, told: 'INSUFFICIENT_PERMISSIONS', challenge: 'insufficient_scope' },
  ] as const)('turns $code into $status', async ({ code, status, told, challenge }) => {
    answer = () => ({ valid: false, code });
    const response = await call('GET', '/plain', 'Bearer cfw_x');
    expect([response.statusCode, response.headers['www-authenticate']]).toEqual([
      status,
      `Bearer realm="orders", error="${challenge}"`,
    ]);
    expect(response.json()).toMatchObject({ code: told, statusCode: status });
    expect(response.body).not.toContain('cfw_x');
  });

  it('lets nobody in when nothing is known, whatever the reason', async () => {
    answer = () => {
      throw new CurfewUnavailable(new Error('away'));
    };
    const response = await call('GET', '/plain', 'Bearer cfw_x');
    expect([response.statusCode, response.json()]).toEqual([503, expect.objectContaining({ code: 'UNAVAILABLE' })]);
    answer = () => {
      throw new Error('what now');
    };
    expect((await call('GET', '/plain', 'Bearer cfw_x')).statusCode).toBe(500);
  });

  it('guards HTTP and nothing else', async () => {
    const context = { getType: () => 'rpc' } as ExecutionContext;
    await expect(app.get(ApiKeyGuard).canActivate(context)).rejects.toThrow('HTTP');
    expect(asked).toEqual([]);
  });
});

it('a request of any framework will do that has headers and perhaps an address, and so will its response', async () => {
  const headers: string[][] = [];
  const host = { httpAdapter: { setHeader: (_: unknown, ...header: string[]) => headers.push(header) } };
  const guard = new ApiKeyGuard(curfew as unknown as Curfew, { service: 'orders' } as never, host as never);
  const contextOf = (request: object) => {
    const http = { getRequest: () => request, getResponse: () => ({}) };
    const place = { getHandler: () => curfew.verify, getClass: () => Open };
    return { ...place, getType: () => 'http', switchToHttp: () => http } as unknown as ExecutionContext;
  };
  expect(await guard.canActivate(contextOf({ headers: { authorization: 'Bearer cfw_x' } }))).toBe(true);
  await expect(guard.canActivate(contextOf({ headers: {}, ip: '192.0.2.7' }))).rejects.toMatchObject({ status: 401 });
  expect([asked.length, headers]).toEqual([1, [['WWW-Authenticate', 'Bearer realm="orders"']]]);
});

describe('required permissions', () => {
  it('of the controller and of the route add up, and are asked for once', async () => {
    await call('POST', '/settings', 'Bearer cfw_x');
    await call('DELETE', '/settings', 'Bearer cfw_x');
    const permissions = asked.map(({ about }) => about?.permissions?.toSorted());
    expect(permissions).toEqual([['Edit roles', 'Manage users', 'View roles'], ['View roles']]);
  });

  it('are none by any other name', () => {
    expect(() => RequirePermissions('fly' as 'Edit roles')(Open)).toThrow('no permission: fly');
  });
});

it('a route without a guard has no current credential: it fails', async () => {
  expect((await call('GET', '/open', 'Bearer cfw_x')).statusCode).toBe(500);
});
