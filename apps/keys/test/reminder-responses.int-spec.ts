import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { KeysService } from './keys-service.js';
import { strangerTo } from './people.js';
import {
  acknowledge,
  aRemindedKey,
  aRemindedSecret,
  aRemindedToken,
  EXPIRES_AT,
  snapshotsOf,
  snooze,
  type Responded,
} from './reminders.js';
import { put as putSecret, show as showSecret } from './secrets.js';
import { StandInScheduler } from './stand-in-scheduler.js';
import { personOf } from './token-owners.js';
import { issue as issueToken, show as showToken } from './tokens.js';

let service: KeysService;
let scheduler: StandInScheduler;

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
  const cid = await aRemindedKey(service.as());
  await until(async () => (await acknowledge(service.as(), cid)).status === 200, { what: 'the bus is answered' });
});
afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});

const UNTIL = '2099-03-28T09:00:00.000Z';

/** Rows, events and audit entries: what must not change. */
const traces = () =>
  service.query(`
    SELECT (SELECT count(*) FROM keys.outbox) AS events, (SELECT count(*) FROM keys.audit_entries) AS entries,
           (SELECT sum(version) FROM keys.api_keys) AS versions`);

const shownOn = async (cid: string) => (await service.as().get<{ reminderResponse?: object }>(cid)).body.reminderResponse;

describe('a reminder that was acknowledged', () => {
  it('is one of a key, a token or a secret: shown, told of with a new version, and audited once', async () => {
    const reason = 'Renewing with <b>Vendor</b> & Söhne';
    for (const [make, shown] of [
      [aRemindedKey, (cid: string) => service.as().get(cid)],
      [aRemindedToken, (cid: string) => showToken(service.as(), cid)],
      [aRemindedSecret, (cid: string) => showSecret(service.as(), cid)],
    ] as const) {
      const cid = await make(service.as());
      const { status, body } = await acknowledge<Responded>(service.as(), cid, { reason: ` ${reason} ` });
      const by = { id: expect.stringMatching(/^us/), email: 'admin@curfew.localhost', name: 'admin' };
      const response = { kind: 'ACKNOWLEDGED', by, at: expect.any(String), reason };
      expect([status, body]).toEqual([200, { cid, ...response }]);
      expect((await shown(cid)).body).toMatchObject({ reminderResponse: response });
      expect(await snapshotsOf(service, cid)).toMatchObject([
        { version: 1 },
        { version: 2, response: { ...response, until: null, expiresAt: EXPIRES_AT, leadDays: 7 } },
      ]);
      const entries = 'SELECT action, actor_type AS actor FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id';
      expect(await service.query(entries, cid)).toEqual([
        { action: 'CREATE', actor: 'API_KEY' },
        { action: 'UPDATE', actor: 'API_KEY' },
      ]);
    }
  });

  it('needs no body and no reason', async () => {
    const cid = await aRemindedKey(service.as());
    const url = `/api/v1/reminders/${cid}/acknowledge`;
    expect((await service.as().send(url, { method: 'POST' })).status).toBe(200);
    expect((await acknowledge<Responded>(service.as(), cid, { reason: '  ' })).body).not.toHaveProperty('reason');
    expect(await snapshotsOf(service, cid)).toHaveLength(2);
  });

  it('stays so when it is acknowledged again, be it by ten at once; another reason, or the next reminder, is news', async () => {
    const cid = await aRemindedKey(service.as());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => acknowledge<Responded>(service.as(), cid, { reason: 'r' })),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await snapshotsOf(service, cid)).toHaveLength(2);
    await acknowledge(service.as(), cid, { reason: 'another' });
    StandInScheduler.hasReminded(cid, { leadDays: 1, expiresAt: EXPIRES_AT });
    await acknowledge(service.as(), cid, { reason: 'another' });
    const told = (await snapshotsOf(service, cid)).map(({ version, response }) => [
      version,
      response?.reason,
      response?.leadDays,
    ]);
    expect(told.slice(1)).toEqual([
      [2, 'r', 7],
      [3, 'another', 7],
      [4, 'another', 1],
    ]);
  });
});

describe('a reminder that was snoozed', () => {
  it('is due once more at that instant, to the millisecond and whatever its offset', async () => {
    const cid = await aRemindedKey(service.as());
    const { body } = await snooze<Responded>(service.as(), cid, { until: '2099-03-28T11:00:00.000+02:00', reason: 'Vendor' });
    expect(body).toMatchObject({ cid, kind: 'SNOOZED', until: UNTIL, reason: 'Vendor' });
    expect((await snapshotsOf(service, cid)).at(-1)?.response).toMatchObject({ kind: 'SNOOZED', until: UNTIL, leadDays: 7 });
  });

  it('may be snoozed for so long, counted from now', async () => {
    const cid = await aRemindedKey(service.as());
    const { body } = await snooze<Responded>(service.as(), cid, { for: 'P2D' });
    expect(Date.parse(body.until ?? '') - Date.parse(body.at)).toBeGreaterThan(2 * 86_400_000 - 5_000);
    expect(Date.parse(body.until ?? '') - Date.parse(body.at)).toBeLessThanOrEqual(2 * 86_400_000);
  });

  it('is snoozed once by whoever asks twice, also for so long; and acknowledged, or snoozed on, it is news', async () => {
    const cid = await aRemindedKey(service.as());
    const { body: first } = await snooze<Responded>(service.as(), cid, { for: 'P2D' });
    expect((await snooze<Responded>(service.as(), cid, { for: 'P2D' })).body).toEqual(first);
    expect((await snooze<Responded>(service.as(), cid, { until: first.until })).body).toEqual(first);
    expect(await snapshotsOf(service, cid)).toHaveLength(2);
    for (const body of [{ for: 'P3D' }, { until: UNTIL }]) expect((await snooze(service.as(), cid, body)).status).toBe(200);
    await acknowledge(service.as(), cid);
    expect((await snapshotsOf(service, cid)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ['an end that is over', { until: '2020-01-01T00:00:00Z' }, 'until: must be in the future'],
    ['an end at the expiry', { until: EXPIRES_AT }, `until: must end before ${EXPIRES_AT}`],
    ['an end after it', { until: '2099-04-01T00:00:00Z' }, 'until: must end before'],
    ['one in so long', { for: 'P40000D' }, 'for: must end before'],
    ['one at once', { for: 'PT0S' }, 'for: must be longer'],
    ['a day', { until: '2099-03-28' }, 'until: must be a date-time'],
    ['no duration', { for: '2 days' }, 'for: must be an ISO 8601 duration'],
    ['an endless one', { for: `P${'9'.repeat(300)}D` }, 'for: '],
    ['neither', {}, 'until: is required'],
    ['both', { until: UNTIL, for: 'P1D' }, 'for: is of no use together with until'],
    ['somebody else', { for: 'P1D', by: 'bob' }, 'by: is not a field here'],
    ['a reason on two lines', { for: 'P1D', reason: 'a\r\nBcc: b' }, 'reason: must not hold control characters'],
    ['a null byte', { for: 'P1D', reason: 'a\u0000' }, 'reason: must not hold control characters'],
    ['a mention', { for: 'P1D', reason: '<!channel>' }, 'reason: must not hold a Slack mention'],
    ['a novel', { for: 'P1D', reason: 'x'.repeat(256) }, 'reason: must be at most 255 characters'],
  ])('can not be %s: 400, naming the field, and nothing is left of it', async (_, body, details) => {
    const cid = await aRemindedKey(service.as());
    const before = await traces();
    const answer = await snooze(service.as(), cid, body);
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringContaining(details)]);
    expect(await traces()).toEqual(before);
  });
});

describe('without a reminder to respond to', () => {
  const refused = async (cid: string) => {
    const before = await traces();
    const [one, other] = [await acknowledge(service.as(), cid), await snooze(service.as(), cid, { for: 'P1D' })];
    expect(await traces()).toEqual(before);
    expect([one.status, one.body.details]).toEqual([other.status, other.body.details]);
    return [one.status, one.body.details];
  };

  it('it is 409, saying why: none has fallen due, or one of another expiration; no expiration, or a successor', async () => {
    const { cid } = await service.as().issue({ expirationDate: EXPIRES_AT });
    expect(await refused(cid)).toEqual([409, expect.stringContaining('has fallen due yet')]);
    StandInScheduler.hasReminded(cid, { expiresAt: '2099-02-28T00:00:00.000Z' });
    expect(await refused(cid)).toEqual([409, expect.stringContaining('has fallen due yet')]);
    expect(await refused((await service.as().issue()).cid)).toEqual([409, expect.stringContaining('never expires')]);
    const old = await aRemindedKey(service.as());
    await service.as().send(`/api/v1/auth/key/${old}/rotate`, { method: 'POST', body: {} });
    expect(await refused(old)).toEqual([409, expect.stringMatching(/ak[0-9a-f]{16} has replaced it/)]);
  });

  it('it is 404: what was revoked, never was, or is no id', async () => {
    const cid = await aRemindedKey(service.as());
    await service.as().delete(cid);
    for (const id of [
      cid,
      'ak0000000000000000',
      'pt0000000000000000',
      'se0000000000000000',
      'nonsense',
      '%00',
      'us0000000000000000',
    ])
      expect((await refused(id))[0]).toBe(404);
  });
});

describe('who may respond', () => {
  const post = async (token: string, cid: string) => (await acknowledge(service.as(token), cid)).status;

  it('is whoever may edit the credential, and not whoever may only read or view the log', async () => {
    const [key, secret] = [await aRemindedKey(service.as()), await aRemindedSecret(service.as())];
    const before = await traces();
    for (const name of ['READ_ONLY', 'USER'])
      for (const cid of [key, secret, 'ak0000000000000000'])
        expect(await post((await service.as().issue({ roles: [role(name)] })).apiKey, cid)).toBe(403);
    expect((await traces())[0]).toMatchObject({ entries: expect.anything() });
    expect((await snapshotsOf(service, key)).length + (await snapshotsOf(service, secret)).length).toBe(2);
    expect(before).toHaveLength(1);
    const manager = (await service.as().issue({ roles: [role('MANAGER')] })).apiKey;
    expect([await post(manager, key), await post(manager, secret)]).toEqual([200, 200]);
  });

  it('is its owner, whatever they may do: but no API key of theirs', async () => {
    const { id, caller } = await personOf(service, 'READ_ONLY');
    const { token } = await issueToken(caller);
    const [key, secret] = [await aRemindedKey(service.as()), await aRemindedSecret(service.as())];
    expect([await post(token, key), await post(token, secret)]).toEqual([403, 403]);
    await service.query('UPDATE keys.api_keys SET owner_id = $1 WHERE cid = $2', id, key);
    await service.query('UPDATE keys.secrets SET owner_id = $1 WHERE id = $2', id, secret);
    const { apiKey, cid } = await service.as().issue({ roles: [role('READ_ONLY')] });
    await service.query('UPDATE keys.api_keys SET owner_id = $1 WHERE cid = $2', id, cid);
    expect([await post(apiKey, key), await post(token, key), await post(token, secret)]).toEqual([403, 200, 200]);
    expect((await snapshotsOf(service, key)).at(-1)?.response).toMatchObject({ by: { id, name: 'Someone' } });
  });

  it('is, of a token, its owner, or whoever manages users; to anybody else it is not there', async () => {
    const { caller } = await personOf(service, 'USER');
    const token = await aRemindedToken(caller);
    const own = (await issueToken(caller)).token;
    const manager = (await service.as().issue({ roles: [role('MANAGER')] })).apiKey;
    expect([await post(manager, token), await post(own, token)]).toEqual([404, 200]);
    expect((await snooze(service.as(), token, { for: 'P1D' })).status).toBe(200);
  });

  it('is nobody of another workspace: 404 of every kind, and nothing is left of it', async () => {
    const made = [await aRemindedKey(service.as()), await aRemindedToken(service.as()), await aRemindedSecret(service.as())];
    const stranger = await strangerTo(service);
    const before = await traces();
    for (const cid of made) expect((await acknowledge(stranger, cid)).status).toBe(404);
    for (const cid of made) expect((await snooze(stranger, cid, { for: 'P1D' })).status).toBe(404);
    expect(await traces()).toEqual(before);
  });
});

describe('a response', () => {
  it('goes with another expiration and with a rotation, and stays with anything else', async () => {
    const [key, secret] = [await aRemindedKey(service.as(), { name: 'n' }), await aRemindedSecret(service.as())];
    for (const cid of [key, secret]) await snooze(service.as(), cid, { until: UNTIL });
    await service.as().put(key, { name: 'renamed', expirationDate: EXPIRES_AT });
    await putSecret(service.as(), secret, { secret: 'another' });
    for (const cid of [key, secret]) expect((await snapshotsOf(service, cid)).at(-1)?.response?.until).toBe(UNTIL);
    await service.as().put(key, { name: 'renamed', expirationDate: '2099-05-01' });
    await putSecret(service.as(), secret, { expirationDate: '2099-05-01' });
    for (const cid of [key, secret]) expect((await snapshotsOf(service, cid)).at(-1)).not.toHaveProperty('response');
    await service.as().put(key, { name: 'renamed', expirationDate: EXPIRES_AT });
    expect([(await snapshotsOf(service, key)).at(-1), await shownOn(key)]).toEqual([
      expect.not.objectContaining({ response: expect.anything() }),
      undefined,
    ]);
  });

  it('is not handed on to a successor, nor kept by whom it replaces', async () => {
    const cid = await aRemindedKey(service.as());
    await acknowledge(service.as(), cid);
    const rotated = await service.as().send<{ cid: string }>(`/api/v1/auth/key/${cid}/rotate`, { method: 'POST', body: {} });
    for (const one of [cid, rotated.body.cid]) {
      expect((await snapshotsOf(service, one)).at(-1)).not.toHaveProperty('response');
      expect(await shownOn(one)).toBeUndefined();
    }
  });

  it('waits for nobody: while no scheduler answers it is 503, and nothing is left of it', async () => {
    const cid = await aRemindedKey(service.as());
    await scheduler.stop();
    const before = await traces();
    expect(await acknowledge(service.as(), cid)).toMatchObject({
      status: 503,
      body: { details: expect.stringContaining('did not answer. Try again soon.') },
    });
    expect(await traces()).toEqual(before);
    scheduler = await StandInScheduler.start(service.redis.url);
  });
});
