import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permissions } from '#libs/contracts';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { custom, holderOf, strangerTo } from './people.js';
import { askToRotate, auditOf, codeOf, DAY_MS, eventsOf, HOUR_MS, rotate, shown } from './rotations.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const inFuture = (milliseconds: number) => new Date(service.clock.now().getTime() + milliseconds).toISOString();
const leftOf = async (cid: string) =>
  Date.parse((await shown(service, cid)).expirationDate ?? '') - service.clock.now().getTime();

/** Keys, events, audit entries and what caches follow: what must not change. */
const traces = () =>
  service.query(`
    SELECT (SELECT json_agg(k ORDER BY cid) FROM keys.api_keys k)::text AS keys, (SELECT count(*) FROM keys.outbox) AS events,
           (SELECT count(*) FROM keys.audit_entries) AS entries, (SELECT count(*) FROM keys.changes) AS changes`);

describe('what went wrong elsewhere', () => {
  it('a temporary key stays temporary: the successor ends when the key would have', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31', timeZone: 'Europe/Berlin' });
    const successor = await rotate(service.as(), cid);
    expect(successor.expirationDate).toBe('2099-03-31T22:00:00.000Z');
    expect(await shown(service, successor.cid)).toMatchObject({
      expirationDate: '2099-03-31T22:00:00.000Z',
      timeZone: 'Europe/Berlin',
    });
    const [created] = await eventsOf(service, successor.cid);
    expect(created?.data.expiration).toMatchObject({ precision: 'day', date: '2099-03-31', timeZone: 'Europe/Berlin' });
  });

  it('the grace never outlives the old expiry', async () => {
    const expirationDate = inFuture(HOUR_MS);
    const { cid, apiKey } = await service.as().issue({ expirationDate });
    const successor = await rotate(service.as(), cid, { gracePeriod: 'P30D' });
    expect(await shown(service, cid)).toMatchObject({ expirationDate, replacedBy: successor.cid });
    expect(await codeOf(service, apiKey)).toBe('VALID');
    service.clock.moveAhead(HOUR_MS);
    expect(await codeOf(service, apiKey)).toBe('EXPIRED');
    expect(await codeOf(service, successor.apiKey)).toBe('EXPIRED');
  });
});

describe('the successor', () => {
  it('has name, description, roles and owner of the key, and is shown in full this once', async () => {
    const chosen = { name: 'ci', description: 'why', roles: [role('USER'), role('MANAGER')] };
    const old = await service.as().issue(chosen);
    const successor = await rotate(service.as(), old.cid, {});
    const { cid, apiKey } = successor;
    expect(successor).toEqual({ apiKey, cid, ...chosen, expirationDate: null, replaces: old.cid });
    expect(apiKey).toMatch(/^cfw_[0-9A-Za-z]{49}$/);
    expect(apiKey).not.toBe(old.apiKey);
    const { owner } = await shown(service, old.cid);
    expect(await shown(service, cid)).toMatchObject({ ...chosen, owner, replaces: old.cid, last4: apiKey.slice(-4) });
  });

  it.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['nothing asked for', {}],
    ['null everywhere', { gracePeriod: null, retireOnFirstUse: null, expirationDate: null, timeZone: null }],
  ])('is issued with a grace of a day for %s', async (_, body) => {
    const { cid } = await service.as().issue();
    await rotate(service.as(), cid, body);
    expect(Math.abs((await leftOf(cid)) - DAY_MS)).toBeLessThan(HOUR_MS);
  });

  it('ends on another day if one is named, in the zone that is named', async () => {
    const { cid } = await service.as().issue({ expirationDate: inFuture(HOUR_MS) });
    const successor = await rotate(service.as(), cid, { expirationDate: '2099-07-01', timeZone: 'Asia/Tokyo' });
    expect(successor.expirationDate).toBe('2099-07-01T15:00:00.000Z');
    expect(await leftOf(cid)).toBeLessThanOrEqual(HOUR_MS);
  });

  it('is chosen its expiration now, so that nobody is reminded of what was due before', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31' });
    service.clock.moveAhead(DAY_MS);
    const before = service.clock.now().toISOString();
    const [created] = await eventsOf(service, (await rotate(service.as(), cid)).cid);
    expect(created?.data.expiration?.setAt.localeCompare(before)).not.toBe(-1);
  });

  it('complies with the security policy, or there is none', async () => {
    const { cid } = await service.as().issue();
    await service.query(
      `INSERT INTO keys.security_policies SELECT id, true, 30 FROM keys.workspaces ORDER BY created_at LIMIT 1`,
    );
    const before = await traces();
    expect(await askToRotate(service.as(), cid)).toMatchObject({
      status: 400,
      body: { details: expect.stringMatching(/^expirationDate: is required/) },
    });
    const far = await askToRotate(service.as(), cid, { expirationDate: inFuture(31 * DAY_MS) });
    expect(far).toMatchObject({
      status: 400,
      body: { details: expect.stringMatching(/^expirationDate: must be within 30 days/) },
    });
    expect(await traces()).toEqual(before);
    await rotate(service.as(), cid, { expirationDate: inFuture(30 * DAY_MS) });
    await service.asOwner('DELETE FROM keys.security_policies');
  });
});

describe('the replaced key', () => {
  it('works until its grace ends, and then no more, while the successor goes on', async () => {
    const { cid, apiKey } = await service.as().issue();
    const successor = await rotate(service.as(), cid, { gracePeriod: 'PT2H' });
    for (const key of [apiKey, successor.apiKey]) expect(await codeOf(service, key)).toBe('VALID');
    service.clock.moveAhead(2 * HOUR_MS - 60_000);
    expect(await codeOf(service, apiKey)).toBe('VALID');
    service.clock.moveAhead(60_000);
    expect(await codeOf(service, apiKey)).toBe('EXPIRED');
    expect(await codeOf(service, successor.apiKey)).toBe('VALID');
  });

  it('ends at once without grace, also when it rotates itself', async () => {
    const { apiKey, cid } = await service.as().issue({ roles: [role('MANAGER')] });
    const successor = await rotate(service.as(apiKey), cid, { gracePeriod: 'PT0S' });
    expect((await service.as(apiKey).list()).status).toBe(401);
    expect((await service.as(successor.apiKey).list()).status).toBe(200);
    expect(await shown(service, cid)).toMatchObject({ status: 'EXPIRED', replacedBy: successor.cid });
  });

  it('announces its end to those who still use it', async () => {
    const { apiKey, cid } = await service.as().issue({ roles: [role('MANAGER')] });
    await rotate(service.as(), cid);
    const { headers } = await service.as(apiKey).list();
    expect(headers['curfew-credential-expires']).toBe((await shown(service, cid)).expirationDate);
  });

  it('is told of with its successor, in one more version, and the successor with the key it replaces', async () => {
    const { cid } = await service.as().issue();
    const { caller, cid: actor } = await holderOf(service, ['Edit API keys']);
    const successor = await rotate(caller, cid);
    const [created, updated] = await eventsOf(service, cid);
    expect(created).toMatchObject({ type: 'KeyCreated', data: { version: 1, replacedBy: null } });
    const expiration = { precision: 'instant', timeZone: 'UTC', expiresAt: (await shown(service, cid)).expirationDate };
    expect(updated).toMatchObject({ type: 'KeyUpdated', data: { version: 2, replacedBy: successor.cid, expiration } });
    expect(await eventsOf(service, successor.cid)).toMatchObject([{ type: 'KeyCreated', data: { version: 1, replaces: cid } }]);
    expect((await auditOf(service, cid)).at(-1)).toEqual({ action: 'UPDATE', actor });
    expect(await auditOf(service, successor.cid)).toEqual([{ action: 'CREATE', actor }]);
  });

  it('can be renamed, ended sooner or revoked, but not prolonged', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-01-01' });
    const { cid: successor } = await rotate(service.as(), cid, { gracePeriod: 'P2D' });
    const { expirationDate: end } = await shown(service, cid);
    for (const expirationDate of ['2099-01-01', inFuture(2 * DAY_MS + HOUR_MS)]) {
      const answer = await service.as().put(cid, { name: 'longer', expirationDate });
      expect(answer).toMatchObject({
        status: 400,
        body: { details: expect.stringMatching(/^expirationDate: must not be after/) },
      });
      expect(answer.body.details).toContain(successor);
    }
    for (const body of [{ name: 'renamed' }, { name: 'renamed', expirationDate: null }, { name: 'renamed', expirationDate: end }])
      expect((await service.as().put(cid, body)).body).toMatchObject({ name: 'renamed', expirationDate: end });
    const sooner = inFuture(DAY_MS);
    expect((await service.as().put(cid, { name: 'n', expirationDate: sooner })).body).toMatchObject({ expirationDate: sooner });
    expect((await service.as().delete(cid)).status).toBe(200);
  });

  it('does not come back to life by a new expiration, nor without one in the database', async () => {
    const { cid, apiKey } = await service.as().issue();
    await rotate(service.as(), cid, { gracePeriod: 'PT0S' });
    expect((await service.as().put(cid, { name: 'n', expirationDate: inFuture(HOUR_MS) })).status).toBe(400);
    expect(await codeOf(service, apiKey)).toBe('EXPIRED');
    const without = ['precision', 'date', 'time_zone', 'set_at'].map((column) => `expiration_${column} = NULL`).join();
    const forever = service.query(`UPDATE keys.api_keys SET expires_at = NULL, ${without} WHERE cid = $1`, cid);
    await expect(forever).rejects.toThrow(/replaced_ends/);
  });

  it('keeps its grace when the successor is revoked', async () => {
    const { cid, apiKey } = await service.as().issue();
    const successor = await rotate(service.as(), cid);
    const before = await shown(service, cid);
    await service.as().delete(successor.cid);
    expect(await shown(service, cid)).toEqual(before);
    expect(await codeOf(service, apiKey)).toBe('VALID');
  });
});

it('the successor is in no answer but the first, no table, no event and no log line', async () => {
  const { cid } = await service.as().issue();
  service.logged();
  const { apiKey, cid: successor } = await rotate(service.as(), cid, { retireOnFirstUse: true });
  const secret = apiKey.slice(4, 44);
  expect(await codeOf(service, apiKey)).toBe('VALID');
  await until(async () => (await eventsOf(service, successor)).length === 2, { what: 'its use is noted' });
  const answers = await Promise.all([service.as().get(cid), service.as().get(successor), askToRotate(service.as(), cid)]);
  const listed = await service.as().list();
  for (const { text, headers } of [...answers, listed]) expect(text + JSON.stringify(headers)).not.toContain(secret);
  expect(service.logged()).not.toContain(secret);
  for (const table of ['api_keys', 'outbox', 'audit_entries', 'changes', 'last_uses']) {
    const found = await service.query<{ row: string }>(`SELECT t::text AS row FROM keys.${table} t`);
    expect(found.filter(({ row }) => row.includes(secret) || row.includes(Buffer.from(secret).toString('hex')))).toEqual([]);
  }
});

describe('who may rotate', () => {
  it('nobody without Edit API keys, and nobody a key of another workspace, one that is revoked, or one that never was', async () => {
    const [{ cid }, gone, powerless] = [await service.as().issue(), await service.as().issue(), await service.as().issue()];
    await service.as().delete(gone.cid);
    const stranger = await strangerTo(service);
    const before = await traces();
    expect((await askToRotate(service.as(powerless.apiKey), cid)).status).toBe(403);
    const never = await askToRotate(service.as(), 'ak0000000000000000');
    const asked = [askToRotate(stranger, cid), askToRotate(service.as(), gone.cid), askToRotate(service.as(), '%00')];
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ status: 404, body: { ...never.body, requestId: expect.any(String) } });
    expect(await traces()).toEqual(before);
  });

  it('exactly who may do all that the key may', async () => {
    const some = fc.subarray([...permissions]);
    await fc.assert(
      fc.asyncProperty(some, some, async (held, ofKey) => {
        const { caller } = await holderOf(service, [...new Set([...held, 'Edit API keys' as const])]);
        const { tag } = await holderOf(service, ofKey);
        const { cid } = await service.as().issue({ roles: [custom(tag), role('USER')] });
        const mayGive = ofKey.every((one) => held.includes(one) || one === 'Edit API keys');
        const { status } = await askToRotate(caller, cid);
        expect({ held, ofKey, status }).toEqual({ held, ofKey, status: mayGive ? 200 : 403 });
        expect('replacedBy' in (await shown(service, cid))).toBe(mayGive);
      }),
      { numRuns: 30 },
    );
  });
});
