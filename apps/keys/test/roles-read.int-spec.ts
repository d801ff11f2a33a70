import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { FEEDS, make as makeFeed } from './feeds.js';
import { KeysService } from './keys-service.js';
import { custom, holderOf } from './people.js';
import { changeUser, personOf } from './token-owners.js';
import { TOKENS } from './tokens.js';

let service: KeysService;
let locking: Client;
let tag: string;
let reads: Readonly<Record<string, () => Promise<{ readonly status: number }>>>;

beforeAll(async () => {
  service = await KeysService.start();
  locking = new Client({ connectionString: service.databaseUrl });
  await locking.connect();
  ({ tag } = await holderOf(service, ['View roles']));
  const person = await personOf(service, 'ADMIN');
  const { caller } = person;
  const { path } = await makeFeed(caller);
  await changeUser(service, person.id, `roles = '${JSON.stringify([custom(tag)])}'`);
  const asked = (url: string) => () => caller.send(url);
  reads = {
    'a calendar': () => service.anonymous().send(path),
    'the list of tokens': asked(TOKENS),
    'the list of feeds': asked(FEEDS),
    'the inventory': asked('/api/v1/inventory'),
    'the list of roles': asked('/api/v1/roles'),
  };
});

afterAll(async () => {
  await locking.end();
  await service.stop();
});

it.each(['a calendar', 'the list of tokens', 'the list of feeds', 'the inventory', 'the list of roles'])(
  '%s is read while somebody holds the roles in it, and locks none',
  async (what) => {
    await locking.query('BEGIN; SELECT FROM keys.roles FOR UPDATE');
    const statements = await service.statementsDuring(async () => {
      expect((await reads[what]?.())?.status).toBe(200);
    });
    await locking.query('ROLLBACK');
    expect(statements.filter((sql) => /FOR (SHARE|UPDATE|KEY|NO KEY)/.test(sql))).toEqual([]);
  },
);

it('a key that is given a custom role is issued with the role held: nobody takes it away meanwhile', async () => {
  const statements = await service.statementsDuring(() => service.as().issue({ roles: [custom(tag)] }));
  expect(statements.filter((sql) => sql.includes('FOR SHARE'))).toHaveLength(1);
});
