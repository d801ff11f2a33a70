import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom } from './people.js';
import { users, USERS } from './users.js';

let service: KeysService;

const PEOPLE = [
  ['zoe@example.com', 'Zoë', [role('READ_ONLY')]],
  ['Ada@Example.com', 'Ada', [role('ADMIN'), custom('release')]],
  ['bob@example.com', 'Bob 100%', [role('USER')]],
] as const;

beforeAll(async () => {
  service = await KeysService.start();
  await service
    .as()
    .send('/api/v1/roles', { method: 'POST', body: { name: 'Release engineering', tag: 'release', permissions: [] } });
  for (const [email, name, roles] of PEOPLE) await users.invite(service.as(), { email, name, roles });
});

afterAll(() => service.stop());

interface RolesBody {
  readonly total: number;
  readonly users: readonly { readonly email: string }[];
  readonly details: string;
}

const rolesOf = (query = '') => service.as().send<RolesBody>(`${USERS}/roles${query}`);

const ALL = ['Ada@Example.com', 'admin@curfew.localhost', 'bob@example.com', 'zoe@example.com'];

describe('GET /api/v1/users/roles', () => {
  it('says who holds what: BASIC for default roles, and custom ones with their names', async () => {
    expect((await rolesOf('?email=ADA@example.COM')).body).toEqual({
      page: 0,
      total: 1,
      totalPages: 1,
      users: [
        {
          email: 'Ada@Example.com',
          name: 'Ada',
          roles: [
            { type: 'BASIC', role: 'ADMIN' },
            { type: 'CUSTOM', name: 'Release engineering', tag: 'release' },
          ],
        },
      ],
    });
    expect((await rolesOf('?email=zoe@example.com')).body.users).toMatchObject([
      { roles: [{ type: 'BASIC', role: 'READ_ONLY' }] },
    ]);
  });

  it('is everybody, by address, or those of a comma list, known or not, in whatever case', async () => {
    const emails = async (query: string) => (await rolesOf(query)).body.users.map(({ email }) => email);
    expect(await emails('')).toEqual(ALL);
    expect(await emails('?email=')).toEqual(ALL);
    expect(await emails('?email=BOB@example.com,%20nobody@example.com,,ada@example.com')).toEqual([
      'Ada@Example.com',
      'bob@example.com',
    ]);
    expect(await emails('?email=nobody@example.com')).toEqual([]);
    const nobody = await rolesOf('?email=,%20,');
    expect(nobody).toMatchObject({ status: 400, body: { details: 'email: must hold an address' } });
    expect(await emails('?page=1&pageSize=3')).toEqual(['zoe@example.com']);
    expect((await rolesOf('?page=1&pageSize=3')).body).toMatchObject({ page: 1, total: 4, totalPages: 2 });
  });

  it('leaves out whoever was deactivated, until they are reactivated', async () => {
    const [bob] = (await users.list(service.as(), '?q=bob')).body.users;
    await users.deactivate(service.as(), bob?.id ?? '');
    expect((await rolesOf('?email=bob@example.com')).body).toMatchObject({ total: 0, users: [] });
    await users.reactivate(service.as(), bob?.id ?? '');
    expect((await rolesOf('?email=bob@example.com')).body.total).toBe(1);
  });

  it.each(['email=a%00b', 'email=a&email=b', 'page=-1', 'pageSize=1001'])('refuses %s, naming it', async (query) => {
    const name = query.split('=', 1)[0] ?? '';
    expect(await rolesOf(`?${query}`)).toMatchObject({
      status: 400,
      body: { details: expect.stringMatching(new RegExp(`^${name}: `)) },
    });
  });
});

describe('GET /api/v1/users', () => {
  const emails = async (query: string) => (await users.list(service.as(), query)).body.users.map(({ email }) => email);

  it('is a page of users by address, with exactly one array', async () => {
    const { body } = await users.list(service.as());
    expect(body).toMatchObject({ page: 0, total: 4, totalPages: 1 });
    expect(body.users.map(({ email }) => email)).toEqual(ALL);
    expect(Object.values(body).filter(Array.isArray)).toHaveLength(1);
    expect(await emails('?pageSize=3&page=1')).toEqual(['zoe@example.com']);
    expect(await emails('?pageSize=3&page=9')).toEqual([]);
  });

  it.each([
    ['?status=ACTIVE', ['admin@curfew.localhost']],
    ['?status=DEACTIVATED', []],
    ['?status=INVITED&q=A', ['Ada@Example.com', 'bob@example.com', 'zoe@example.com']],
    ['?q=ADA@', ['Ada@Example.com']],
    ['?q=ZO%C3%8B', ['zoe@example.com']],
    ['?q=100%25', ['bob@example.com']],
    ['?q=_', []],
    ['?q=Bob%20100%25%0A', ['bob@example.com']],
  ])('%s finds who it says, and nobody else', async (query, expected) => {
    expect(await emails(query)).toEqual(expected);
  });

  it.each(['status=active', 'status=INVITED&status=ACTIVE', 'q=', 'q=a%00b', 'page=x'])(
    'refuses %s, naming it',
    async (query) => {
      const name = query.split('=', 1)[0] ?? '';
      expect(await users.list(service.as(), `?${query}`)).toMatchObject({
        status: 400,
        body: { details: expect.stringMatching(new RegExp(`^${name}: `)) },
      });
    },
  );
});
