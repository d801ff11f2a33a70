import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { setupNeighbourhood, type Neighbourhood } from './neighbourhood.setup.js';

let here: Neighbourhood;

beforeAll(async () => {
  here = await setupNeighbourhood();
  await until(async () => (await here.get('/parcels', here.adminKey)).status === 200, { what: 'Curfew answers the example' });
});
afterAll(() => here.close());

/** Of the right length and shape, and never issued: its checksum is wrong. */
const UNKNOWN = `cfw_${'0'.repeat(49)}`;

describe('a guarded route', () => {
  it('is closed without a key, and says what is needed', async () => {
    const { status, challenge, body } = await here.get('/parcels');
    expect([status, challenge]).toEqual([401, 'Bearer realm="parcels"']);
    expect(body).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('Authorization: Bearer') });
  });

  it.each(['nonsense', UNKNOWN, 'x'.repeat(5_000)])('is closed with the key %.60s', async (key) => {
    const { status, challenge, body } = await here.get('/parcels', key);
    expect([status, challenge]).toEqual([401, 'Bearer realm="parcels", error="invalid_token"']);
    expect(JSON.stringify(body)).not.toContain(key);
  });

  it('is closed to a key in the query string, and to other kinds of authorization', async () => {
    const basic = `Basic ${Buffer.from(`x:${here.adminKey}`).toString('base64')}`;
    expect((await here.get(`/parcels?apiKey=${here.adminKey}`)).status).toBe(401);
    expect((await here.get('/parcels', undefined, { authorization: basic })).status).toBe(401);
  });

  it('is open with a good key, and knows whose it is', async () => {
    const { apiKey } = await here.issue('READ_ONLY', 'a-reader');
    expect(await here.get('/parcels', apiKey)).toMatchObject({ status: 200, body: { shownTo: 'a-reader' } });
  });

  it('is closed to a key that lacks a permission, and says which', async () => {
    const { apiKey } = await here.issue('READ_ONLY');
    const { status, challenge, body } = await here.get('/keys', apiKey);
    expect([status, challenge]).toEqual([403, 'Bearer realm="parcels", error="insufficient_scope"']);
    expect(body).toMatchObject({ code: 'INSUFFICIENT_PERMISSIONS', message: expect.stringContaining('Edit API keys') });
    expect((await here.get('/keys', here.adminKey)).status).toBe(200);
  });

  it('is closed within a second after the key was revoked, and tells its holder why', async () => {
    const { apiKey, cid } = await here.issue('READ_ONLY');
    expect((await here.get('/parcels', apiKey)).status).toBe(200);
    const revokedAt = await here.revoke(cid);
    const refused = await until(async () => sinceRefused(await here.get('/parcels', apiKey)), { what: 'the key is refused' });
    expect(refused.at - revokedAt).toBeLessThan(1_000);
    expect(refused.body).toMatchObject({ code: 'REVOKED' });
  });
});

function sinceRefused({ status, body }: { readonly status: number; readonly body: unknown }) {
  return status === 401 && { at: performance.now(), body };
}

const hears = (cid: string, events: readonly string[]) =>
  until(() => here.heard(cid).join() === events.join(), { what: `the example hears ${events.join()}`, withinMs: 20_000 });

describe('a change of a key', () => {
  it('is heard once', async () => {
    const { cid } = await here.issue('READ_ONLY');
    await here.rename(cid, 'renamed');
    await here.revoke(cid);
    const { cid: later } = await here.issue('READ_ONLY');
    await hears(later, ['KeyCreated 1']);
    await hears(cid, ['KeyCreated 1', 'KeyUpdated 2', 'KeyDeleted 3']);
  });

  it('is heard although the service was down when it happened', async () => {
    const { cid } = await here.issue('READ_ONLY');
    await hears(cid, ['KeyCreated 1']);
    expect(await here.parcels.kill()).toBe(0);
    await here.revoke(cid);
    await here.restartParcels();
    await hears(cid, ['KeyCreated 1', 'KeyDeleted 2']);
  });
});

const count = (sentence: string) => here.logs().split(sentence).length - 1;
const letInAgain = (apiKey: string) =>
  until(async () => (await here.get('/parcels', apiKey)).status === 200, { what: 'it is let in again', withinMs: 20_000 });

describe('while Redis is away', () => {
  it('nobody gets in: 503, and again with a key when it is back; nothing that happened meanwhile is missed', async () => {
    const { apiKey, cid } = await here.issue('READ_ONLY');
    expect((await here.get('/parcels', apiKey)).status).toBe(200);
    await here.redis.kill();
    expect(await here.get('/parcels', apiKey)).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect((await here.get('/parcels')).status).toBe(401);
    await here.rename(cid, 'meanwhile');
    await here.redis.restart();
    await letInAgain(apiKey);
    await hears(cid, ['KeyCreated 1', 'KeyUpdated 2']);
  });

  it('nobody gets in either when it hangs, after two seconds, and the log says so once', async () => {
    const [silences, returns] = [count('Curfew does not answer'), count('Curfew answers again')];
    here.redis.freeze();
    const askedAt = performance.now();
    const answers = await Promise.all([1, 2, 3].map(() => here.get('/parcels', here.adminKey)));
    const tookMs = performance.now() - askedAt;
    here.redis.thaw();
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(tookMs).toBeLessThan(5_000);
    await letInAgain(here.adminKey);
    expect(count('Curfew does not answer') - silences).toBe(1);
    expect(count('Curfew answers again') - returns).toBe(1);
  });
});

it('no key is in what the example writes', () => {
  expect(here.logs()).toContain('KeyCreated');
  expect(here.logs()).not.toMatch(/cfwp?_[0-9A-Za-z]{8}/);
});
