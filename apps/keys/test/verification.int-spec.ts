import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions } from '#libs/contracts';
import { until } from '#libs/testing';
import { KeyHasher, PlainKey } from '../src/key-material/index.js';
import { role, type Answer, type Caller, type ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom, holderOf, strangerTo } from './people.js';

interface Verification {
  readonly valid: boolean;
  readonly code: string;
  readonly permissions?: readonly string[];
}

const HOUR_MS = 60 * 60 * 1_000;
const UNKNOWN = PlainKey.make(randomBytes).reveal();
const NOT_FOUND = { valid: false, code: 'NOT_FOUND' };
const MALFORMED = { valid: false, code: 'MALFORMED' };

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const ask = (body: unknown, by: Caller = service.as()) =>
  by.send<Verification & ErrorBody>('/api/v1/auth/verify', { method: 'POST', body });

/** What is said of a key, in an answer that is 200 whatever it says. */
const said = async (body: unknown, by?: Caller): Promise<Verification> => {
  const answer = await ask(body, by);
  expect({ status: answer.status, details: answer.body.details }).toEqual({ status: 200, details: undefined });
  return answer.body;
};

const inAnHour = () => new Date(service.clock.now().getTime() + HOUR_MS).toISOString();

describe('a key is', () => {
  it('VALID, and all that it may do is said', async () => {
    const expirationDate = inAnHour();
    const { apiKey: key, cid } = await service.as().issue({ name: 'good', roles: [role('MANAGER')], expirationDate });
    const roles = [role('MANAGER')];
    const allowed = permissions.filter((one) => !/^Configure (IP|sec)|^Edit roles|^Manage/.test(one));
    const told = { cid, kind: 'apiKey', name: 'good', roles, permissions: allowed, expirationDate };
    expect(await said({ key })).toEqual({ valid: true, code: 'VALID', ...told });
    expect(await said({ key, permissions: ['Edit API keys', 'View roles'] })).toMatchObject({ code: 'VALID' });
    expect(await said({ key, permissions: null, bearer: null })).toMatchObject({ code: 'VALID' });
    expect(await said({ key, permissions: [] })).toMatchObject({ code: 'VALID' });
  });

  it('VALID for what its custom roles allow', async () => {
    const { tag } = await holderOf(service, ['View audit logs']);
    const { apiKey: key } = await service.as().issue({ roles: [custom(tag), role('USER')] });
    expect(await said({ key, permissions: ['View audit logs'] })).toMatchObject({ permissions: ['View audit logs'] });
  });

  it('INSUFFICIENT_PERMISSIONS as soon as it lacks one of those asked for, without a list of what it has', async () => {
    const { apiKey: key, cid } = await service.as().issue({ name: 'weak', roles: [role('MANAGER')] });
    const told = { cid, kind: 'apiKey', name: 'weak', roles: [role('MANAGER')] };
    const answer = await said({ key, permissions: ['Edit API keys', 'Edit roles'] });
    expect(answer).toEqual({ valid: false, code: 'INSUFFICIENT_PERMISSIONS', ...told });
  });

  it('EXPIRED from its last instant on, and still says which it is', async () => {
    const expirationDate = inAnHour();
    const { apiKey: key, cid } = await service.as().issue({ name: 'old', expirationDate });
    service.clock.stopAt(new Date(new Date(expirationDate).getTime() - 1));
    expect(await said({ key })).toMatchObject({ code: 'VALID' });
    service.clock.stopAt(new Date(expirationDate));
    const expired = { valid: false, code: 'EXPIRED', cid, kind: 'apiKey', name: 'old', expirationDate };
    expect(await said({ key })).toEqual(expired);
    expect(await said({ key, permissions: ['Edit roles'] })).toEqual(expired);
  });

  it('REVOKED from the answer to its revocation on, also when it has been asked about before', async () => {
    const { apiKey: key, cid } = await service.as().issue({ name: 'gone' });
    expect(await said({ key })).toMatchObject({ code: 'VALID' });
    await service.as().delete(cid);
    expect(await said({ key })).toEqual({ valid: false, code: 'REVOKED', cid, kind: 'apiKey', name: 'gone' });
  });

  it('NOT_FOUND when it was never issued, and when it is of another workspace, in the same words', async () => {
    const stranger = await strangerTo(service);
    const { apiKey: key, cid } = await service.as().issue();
    expect(await said({ key: UNKNOWN })).toEqual(NOT_FOUND);
    expect(await said({ key }, stranger)).toEqual(NOT_FOUND);
    await service.as().delete(cid);
    expect(await said({ key }, stranger)).toEqual(NOT_FOUND);
    expect(await said({ key: service.adminKey }, stranger)).toEqual(NOT_FOUND);
  });

  it.each([
    ['a word', 'x'],
    ['a digit too long', `${UNKNOWN}0`],
    ['a digit too short', UNKNOWN.slice(0, -1)],
    ['in lower case', UNKNOWN.toLowerCase()],
    ['after a blank', ` ${UNKNOWN}`],
    ['of the other kind', UNKNOWN.replace('cfw_', 'cfwp_')],
    ['no text', '\u0000'],
    ['longer than any key', 'x'.repeat(513)],
    ['as long as a body may be', 'é'.repeat(1_000_000)],
  ])('MALFORMED when it is %s, without a look at the database', async (_, key) => {
    const looks = await service.statementsDuring(async () => {
      expect(await said({ key })).toEqual(MALFORMED);
    });
    expect(looks.filter((sql) => sql.includes('key_hash'))).toEqual([]);
  });
});

describe('a personal token', () => {
  it('is VALID for what its owner may do, and REVOKED once they are deactivated', async () => {
    const { key, userId } = await tokenOf('admin@curfew.localhost');
    const token = { cid: 'pt0000000000000001', kind: 'personalToken', name: 'laptop' };
    expect(await said({ key })).toMatchObject({ code: 'VALID', ...token, permissions: [...permissions] });
    const change = (column: string) =>
      service.asOwner(
        `UPDATE keys.users SET ${column} WHERE id = '${userId}'; INSERT INTO keys.changes (subject) VALUES ('${userId}')`,
      );
    const becomes = (expected: object) =>
      until(
        async () => {
          expect(await said({ key })).toMatchObject(expected);
          return true;
        },
        { what: 'the change is heeded' },
      );
    await change(`roles = '[{"type": "DEFAULT", "role": "USER"}]'`);
    await becomes({ code: 'VALID', permissions: [] });
    await change(`deactivated_at = now()`);
    await becomes({ code: 'REVOKED' });
    expect(await said({ key })).toEqual({ valid: false, code: 'REVOKED', ...token });
  });
});

/** A token of the user with this address, put where the route would put it. */
async function tokenOf(email: string): Promise<{ readonly key: string; readonly userId: string }> {
  const plain = PlainKey.make(randomBytes, 'personalToken');
  const { hash, pepperId } = service.app.get(KeyHasher).hash(plain);
  const sql = `
    INSERT INTO keys.personal_tokens (id, workspace_id, user_id, name, last4, key_hash, pepper_id, version, created_at, updated_at)
    SELECT 'pt0000000000000001', workspace_id, id, 'laptop', 'abcd', $2, $3, 1, now(), now() FROM keys.users WHERE email = $1
    RETURNING user_id AS "userId"`;
  const [row] = await service.query<{ userId: string }>(sql, email, hash, pepperId);
  return { key: plain.reveal(), userId: row?.userId ?? '' };
}

describe('a question', () => {
  it.each([
    ['no key', {}, 'key: is required'],
    ['an empty key', { key: '' }, 'key: must not be empty'],
    ['a number for a key', { key: 1 }, 'key: must be a string'],
    ['an unknown permission', { key: UNKNOWN, permissions: ['Edit API keys', 'fly'] }, 'permissions.1: must be one of Edit API'],
    ['one permission, not a list', { key: UNKNOWN, permissions: 'Edit API keys' }, 'permissions: must be a list of permissions'],
    ['a bearer from nowhere', { key: UNKNOWN, bearer: { address: '1.2.3' } }, 'bearer.address: must be an IP address'],
    ['a talkative bearer', { key: UNKNOWN, bearer: { userAgent: 'x'.repeat(513) } }, 'bearer.userAgent: must be at most 512'],
    ['a bearer with a name', { key: UNKNOWN, bearer: { name: 'x' } }, 'bearer: name: is not a field here'],
    ['a bearer that is none', { key: UNKNOWN, bearer: 'x' }, 'bearer: must be an object'],
    ['a field too many', { key: UNKNOWN, workspaceId: 'x' }, 'workspaceId: is not a field here'],
  ])('with %s is a 400 that names the field and not the key', async (_, body, details) => {
    const answer = await ask(body);
    expect({ status: answer.status, details: answer.body.details }).toEqual({
      status: 400,
      details: expect.stringContaining(details),
    });
    expect(answer.text).not.toContain(UNKNOWN);
  });

  it('is answered to whoever has a valid credential, and to nobody else', async () => {
    const { apiKey: key } = await service.as().issue({ roles: [role('READ_ONLY')] });
    expect(await said({ key }, service.as(key))).toMatchObject({ code: 'VALID', permissions: [] });
    expect((await ask({ key }, service.as(UNKNOWN))).status).toBe(401);
    expect((await ask({ key }, service.anonymous())).status).toBe(401);
  });
});

it('counts answers by code, and from where credentials were read', async () => {
  const figure = async (...parts: readonly string[]): Promise<number> => {
    const { text }: Answer<unknown> = await service.anonymous().send('/metrics');
    const line = text.split('\n').find((one) => !one.startsWith('#') && parts.every((part) => one.includes(part)));
    return Number(line?.split(' ').at(-1));
  };
  const figures = () =>
    Promise.all([
      figure('curfew_verifications_total', 'code="NOT_FOUND"'),
      figure('curfew_credential_reads_total', 'from="database"'),
      figure('curfew_credential_reads_total', 'from="cache"'),
    ]);
  await said({ key: service.adminKey });
  const before = await figures();
  await said({ key: UNKNOWN });
  await said({ key: UNKNOWN });
  const after = await figures();
  // The caller's own key is known already.
  expect(after.map((count, place) => count - (before[place] ?? NaN))).toEqual([2, 2, 2]);
  expect(await figure('curfew_changes_poll_age_seconds')).toBeLessThan(60);
});
