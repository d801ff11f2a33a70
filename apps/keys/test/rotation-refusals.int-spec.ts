import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RotatedKeyAnswer } from '../src/api-keys/index.js';
import { KeysService } from './keys-service.js';
import { askToRotate, codeOf, DAY_MS, HOUR_MS, rotate, shown } from './rotations.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const inFuture = (milliseconds: number) => new Date(service.clock.now().getTime() + milliseconds).toISOString();

/** Everything that a rotation writes. */
const traces = () =>
  service.query(`
    SELECT (SELECT json_agg(k ORDER BY cid) FROM keys.api_keys k)::text AS keys, (SELECT count(*) FROM keys.outbox) AS events,
           (SELECT count(*) FROM keys.audit_entries) AS entries, (SELECT count(*) FROM keys.changes) AS changes`);

describe('a body', () => {
  it.each([
    ['a grace that is none', { gracePeriod: 'soon' }, 'gracePeriod: must be an ISO 8601 duration'],
    ['a grace in months', { gracePeriod: 'P1M' }, 'gracePeriod: must be an ISO 8601 duration'],
    ['a grace into the past', { gracePeriod: '-P1D' }, 'gracePeriod: must be an ISO 8601 duration'],
    ['a grace with a null byte', { gracePeriod: 'P1D\u0000' }, 'gracePeriod: must be an ISO 8601 duration'],
    ['a number for a grace', { gracePeriod: 86_400 }, 'gracePeriod: must be a string'],
    ['a second more than 30 days', { gracePeriod: 'P30DT1S' }, 'gracePeriod: must be at most 30 days (P30D)'],
    ['a text for a choice', { retireOnFirstUse: 'true' }, 'retireOnFirstUse: must be true or false'],
    ['a day that is over', { expirationDate: '2020-01-01' }, 'expirationDate: must be in the future'],
    ['a zone without a day', { timeZone: 'UTC' }, 'timeZone: is only of use together with expirationDate'],
    ['roles', { roles: [], name: 'n' }, 'roles: is not a field here; name: is not a field here'],
    ['a field without a name', { '': 1 }, 'body: "" is not a field here'],
    ['a field of blanks', { ' x: y': 1 }, 'body: " x: y" is not a field here'],
    ['a list', [], 'body: must be a JSON object'],
    ['a text', '"P1D"', 'body: must be a JSON object'],
    ['null', 'null', 'body: must be a JSON object'],
  ])('with %s is a 400 that names the field, and changes nothing', async (_, body, details) => {
    const { cid } = await service.as().issue();
    const before = await traces();
    const answer = await askToRotate(service.as(), cid, body);
    expect({ status: answer.status, details: answer.body.details }).toEqual({
      status: 400,
      details: expect.stringContaining(details),
    });
    expect(await traces()).toEqual(before);
  });

  it.each(['PT0S', 'PT0.5S', 'PT1M', 'P4W', 'P4W2D', 'P30D', 'PT720H'])('may ask for a grace of %s', async (gracePeriod) => {
    const { cid } = await service.as().issue();
    expect((await askToRotate(service.as(), cid, { gracePeriod })).status).toBe(200);
  });
});

describe('a key is not rotated', () => {
  it('once it has expired', async () => {
    const { cid } = await service.as().issue({ expirationDate: inFuture(HOUR_MS) });
    service.clock.moveAhead(HOUR_MS);
    const before = await traces();
    const answer = await askToRotate(service.as(), cid, { expirationDate: '2099-01-01' });
    expect(answer).toMatchObject({ status: 409, body: { type: 'CONFLICT', details: expect.stringContaining('has expired') } });
    expect(await traces()).toEqual(before);
  });

  it('while a successor of it is valid, which is named, be it the first or the last', async () => {
    const { cid } = await service.as().issue();
    const first = await rotate(service.as(), cid);
    const named = async () => (await askToRotate(service.as(), cid)).body;
    expect(await named()).toMatchObject({ httpStatus: 409, type: 'CONFLICT', details: expect.stringContaining(first.cid) });
    const last = await rotate(service.as(), first.cid, { gracePeriod: 'PT0S' });
    expect(await named()).toMatchObject({ httpStatus: 409, details: expect.stringContaining(last.cid) });
    await service.as().delete(last.cid);
    expect((await askToRotate(service.as(), cid)).status).toBe(200);
  });

  it('twice by ten who ask at once', async () => {
    const { cid } = await service.as().issue();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => askToRotate<RotatedKeyAnswer & { details: string }>(service.as(), cid)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    const successor = answers.find(({ status }) => status === 200)?.body.cid ?? '';
    for (const { status, body } of answers) if (status === 409) expect(body.details).toContain(successor);
    expect(await service.query('SELECT cid FROM keys.api_keys WHERE replaces = $1', cid)).toEqual([{ cid: successor }]);
  });
});

describe('a key whose successor is gone', () => {
  it('can be rotated again; the next one takes over what that one had, not what the grace has left', async () => {
    const { cid } = await service.as().issue({ expirationDate: '2099-03-31', timeZone: 'Europe/Berlin' });
    const lost = await rotate(service.as(), cid);
    await service.as().delete(lost.cid);
    const next = await rotate(service.as(), cid, { gracePeriod: 'P30D' });
    expect(next).toMatchObject({ expirationDate: '2099-03-31T22:00:00.000Z', replaces: cid });
    const old = await shown(service, cid);
    expect(old.replacedBy).toBe(next.cid);
    expect(Date.parse(old.expirationDate ?? '')).toBeLessThanOrEqual(service.clock.now().getTime() + DAY_MS);
  });

  it('needs a new expiration if that of the successor is over', async () => {
    const { cid } = await service.as().issue();
    const short = await rotate(service.as(), cid, { expirationDate: inFuture(HOUR_MS) });
    service.clock.moveAhead(HOUR_MS);
    const answer = await askToRotate(service.as(), cid);
    expect(answer).toMatchObject({ status: 400, body: { details: expect.stringMatching(/^expirationDate: is required/) } });
    expect(answer.body.details).toContain(short.cid);
    expect(await rotate(service.as(), cid, { expirationDate: '2099-01-01' })).toMatchObject({ replaces: cid });
  });
});

it('a key can be rotated on and on, each in its own grace', async () => {
  const first = await service.as().issue({ expirationDate: '2099-03-31' });
  const second = await rotate(service.as(), first.cid, { gracePeriod: 'PT3H' });
  const third = await rotate(service.as(), second.cid, { gracePeriod: 'PT1H' });
  const codes = () => Promise.all([first, second, third].map(({ apiKey }) => codeOf(service, apiKey)));
  expect(await shown(service, second.cid)).toMatchObject({ replaces: first.cid, replacedBy: third.cid });
  expect(third.expirationDate).toBe('2099-04-01T00:00:00.000Z');
  expect(await codes()).toEqual(['VALID', 'VALID', 'VALID']);
  service.clock.moveAhead(HOUR_MS);
  expect(await codes()).toEqual(['VALID', 'EXPIRED', 'VALID']);
  service.clock.moveAhead(2 * HOUR_MS);
  expect(await codes()).toEqual(['EXPIRED', 'EXPIRED', 'VALID']);
});

it.each(['KeyCreated', 'KeyUpdated'])('leaves nothing behind when its %s can not be stored', async (type) => {
  const { cid } = await service.as().issue();
  const before = await traces();
  await service.asOwner(`
    CREATE FUNCTION keys.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON keys.outbox FOR EACH ROW WHEN (NEW.event ->> 'type' = '${type}')
      EXECUTE FUNCTION keys.fail()`);
  const answer = await askToRotate(service.as(), cid);
  await service.asOwner('DROP TRIGGER fail ON keys.outbox; DROP FUNCTION keys.fail()');
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 500, text: expect.not.stringContaining('cfw_') });
  expect(await traces()).toEqual(before);
});
