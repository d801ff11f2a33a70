import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyEvent } from '#libs/contracts';
import { KeysService } from './keys-service.js';
import { keep, put as putSecret, SECRETS, show as showSecret } from './secrets.js';
import { issue as issueToken, show as showToken, TOKENS } from './tokens.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});
afterAll(() => service.stop());

const GIVEN = { emails: ['Web@example.com', 'web@EXAMPLE.com', 'ops@example.com'], slackChannel: '#Web-Shop' };
const KEPT = { emails: ['Web@example.com', 'ops@example.com'], slackChannel: '#web-shop' };

const snapshotsOf = async (cid: string) => {
  const sql = `SELECT event FROM keys.outbox WHERE event->>'subject' = $1 ORDER BY id`;
  return (await service.query<{ event: KeyEvent }>(sql, cid)).map(({ event }) => event.data);
};
const shownKey = async (cid: string) => (await service.as().get<{ notifications?: object }>(cid)).body.notifications;

describe('whom a credential names', () => {
  it('is kept, shown and told of a key, a token and a secret alike', async () => {
    const { cid } = await service.as().issue({ notifications: GIVEN });
    const { id: token } = await issueToken(service.as(), { notifications: GIVEN });
    const { id: secret } = await keep(service.as(), { notifications: GIVEN });
    const shown = [
      await shownKey(cid),
      (await showToken(service.as(), token)).body,
      (await showSecret(service.as(), secret)).body,
    ];
    expect(shown).toMatchObject([KEPT, { notifications: KEPT }, { notifications: KEPT }]);
    for (const id of [cid, token, secret]) expect((await snapshotsOf(id)).map((data) => data.notifications)).toEqual([KEPT]);
  });

  it('is nobody unless somebody is named: not in the answer, and not in the event', async () => {
    for (const notifications of [undefined, null, {}, { emails: [] }, { emails: null, slackChannel: null }]) {
      const { cid } = await service.as().issue({ notifications });
      expect((await service.as().get(cid)).body).not.toHaveProperty('notifications');
      expect((await snapshotsOf(cid))[0]).not.toHaveProperty('notifications');
    }
  });

  it('stays when absent, is replaced as a whole, and goes with null', async () => {
    const { cid } = await service.as().issue({ name: 'n', notifications: GIVEN });
    const { id } = await keep(service.as(), { notifications: GIVEN });
    const puts = [
      (body: object) => service.as().put(cid, { name: 'n', ...body }),
      (body: object) => putSecret(service.as(), id, body),
    ];
    const states = [];
    for (const put of puts)
      for (const body of [{}, { notifications: { slackChannel: 'C012AB3CD' } }, { notifications: null }])
        states.push(((await put(body)).body as { notifications?: object }).notifications);
    const expected = [KEPT, { emails: [], slackChannel: 'C012AB3CD' }, undefined];
    expect(states).toEqual([...expected, ...expected]);
    for (const made of [cid, id]) expect((await snapshotsOf(made)).map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('makes no new version when it says nothing new', async () => {
    const { cid } = await service.as().issue({ name: 'n', notifications: GIVEN });
    await service.as().put(cid, { name: 'n', notifications: { ...GIVEN, emails: ['ops@example.com', 'Web@example.com'] } });
    expect(await snapshotsOf(cid)).toHaveLength(1);
  });

  it('is whom the successor of a rotated key names', async () => {
    const { cid } = await service.as().issue({ notifications: GIVEN });
    const { body } = await service.as().send<{ cid: string }>(`/api/v1/auth/key/${cid}/rotate`, { method: 'POST', body: {} });
    expect(await shownKey(body.cid)).toEqual(KEPT);
    expect((await snapshotsOf(body.cid))[0]?.notifications).toEqual(KEPT);
  });
});

const bad: readonly (readonly [unknown, string])[] = [
  ['ops@example.com', 'notifications'],
  [[], 'notifications'],
  [{ email: 'a@example.com' }, 'notifications'],
  [{ emails: 'a@example.com' }, 'notifications.emails'],
  [{ emails: Array.from({ length: 11 }, (_, n) => `n${String(n)}@example.com`) }, 'notifications.emails'],
  [{ emails: ['ok@example.com', 'a@b.test\r\nBcc: all@example.com'] }, 'notifications.emails.1'],
  [{ slackChannel: '<!channel>' }, 'notifications.slackChannel'],
  [{ slackChannel: ['#a'] }, 'notifications.slackChannel'],
];

describe.each([
  ['/api/v1/auth/key', { name: 'n', roles: [{ type: 'DEFAULT', role: 'USER' }] }],
  [TOKENS, { name: 'n' }],
  [SECRETS, { name: 'n', secret: 'hush', tag: 'bad-recipients' }],
] as const)('POST %s', (url, body) => {
  it.each(bad)('refuses the recipients %j, naming the field, and makes nothing', async (notifications, named) => {
    const count = 'SELECT count(*)::int AS count FROM keys.outbox';
    const before = await service.query(count);
    const answer = await service.as().send(url, { method: 'POST', body: { ...body, notifications } });
    expect([answer.status, answer.body.details]).toEqual([400, expect.stringMatching(new RegExp(`^${named}: [^;]+$`))]);
    expect(await service.query(count)).toEqual(before);
  });
});
