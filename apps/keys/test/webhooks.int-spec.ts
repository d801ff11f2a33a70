import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NotificationSettingsEvent } from '#libs/contracts';
import { signingSecret } from '#libs/webhooks';
import { NotificationSettingsService } from '../src/notification-settings/index.js';
import type { WebhookAnswer, WebhookWithSecretAnswer } from '../src/webhooks/index.js';
import type { Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { StandInScheduler } from './stand-in-scheduler.js';
import { listWebhooks, registerWebhook, WEBHOOK_BODY, WEBHOOKS } from './webhooks.js';

let service: KeysService;
let scheduler: StandInScheduler;
let stranger: Caller;

beforeAll(async () => {
  service = await KeysService.start({ NOTIFY_EMAILS: 'ops@example.com' });
  scheduler = await StandInScheduler.start(service.redis.url);
  stranger = await strangerTo(service);
});
afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});
afterEach(async () => {
  for (const { id } of (await listWebhooks(service.as())).body.webhooks) await remove(id);
});

const create = (body: unknown, by: Caller = service.as()) =>
  by.send<WebhookWithSecretAnswer & ErrorBody>(WEBHOOKS, { method: 'POST', body });
const get = (id: string, by: Caller = service.as()) => by.send<WebhookAnswer & ErrorBody>(`${WEBHOOKS}/${id}`);
const update = (id: string, body: unknown, by: Caller = service.as()) =>
  by.send<WebhookAnswer & ErrorBody>(`${WEBHOOKS}/${id}`, { method: 'PUT', body });
const remove = (id: string, by: Caller = service.as()) => by.send(`${WEBHOOKS}/${id}`, { method: 'DELETE' });
const rotate = (id: string, by: Caller = service.as()) =>
  by.send<WebhookWithSecretAnswer>(`${WEBHOOKS}/${id}/rotate-secret`, { method: 'POST' });
const test = (id: string, by: Caller = service.as()) => by.send(`${WEBHOOKS}/${id}/test`, { method: 'POST' });
const events = async () => {
  const sql = `SELECT event FROM keys.outbox WHERE event->>'type' = 'NotificationSettingsChanged' ORDER BY id`;
  return (await service.query<{ event: NotificationSettingsEvent }>(sql)).map(({ event }) => event.data);
};
const audited = (id: string) =>
  service.query(`SELECT action FROM keys.audit_entries WHERE object_type = 'WEBHOOK' AND object_identifier = $1 ORDER BY id`, id);

describe('a webhook', () => {
  it('is registered with a secret that is shown this once, and is in no column', async () => {
    const { secret, ...made } = await registerWebhook(service.as(), { url: 'https://Hooks.example.com', description: ' x ' });
    const shown = {
      id: expect.stringMatching(/^wh[0-9a-f]{16}$/),
      url: 'https://hooks.example.com/',
      description: 'x',
      createdDate: expect.any(String),
    };
    expect(made).toEqual(shown);
    expect(secret).toBe(signingSecret(Buffer.alloc(32, 3), { endpointId: made.id, version: 1 }));
    expect((await get(made.id)).body).toEqual(made);
    expect((await listWebhooks(service.as())).body).toEqual({ page: 0, total: 1, totalPages: 1, webhooks: [made] });
    const everything = `SELECT (SELECT jsonb_agg(w) FROM keys.webhooks w)::text || (SELECT jsonb_agg(o) FROM keys.outbox o)::text AS text`;
    const [{ text } = { text: '' }] = await service.query<{ text: string }>(everything);
    expect(text).toContain(made.id);
    expect(text + service.logged()).not.toContain(secret.slice('whsec_'.length, 30));
  });

  it('is told of with all others, as a change of the settings, and audited', async () => {
    const first = await registerWebhook(service.as());
    const second = await registerWebhook(service.as(), { url: 'https://other.example.com/' });
    const told = (await events()).at(-1);
    expect(told).toMatchObject({
      emails: ['ops@example.com'],
      webhooks: [
        { id: first.id, url: first.url, secretVersion: 1, previousSecretUntil: null },
        { id: second.id, url: second.url, secretVersion: 1, previousSecretUntil: null },
      ],
    });
    const settings = service.app.get(NotificationSettingsService);
    expect(await settings.snapshot(told?.workspaceId ?? '')).toEqual(told);
    await remove(first.id);
    expect((await events()).at(-1)).toMatchObject({ version: (told?.version ?? 0) + 1, webhooks: [{ id: second.id }] });
    expect(await audited(first.id)).toEqual([{ action: 'CREATE' }, { action: 'DELETE' }]);
  });

  it('stays when the settings are replaced, which is told of with it', async () => {
    const { id } = await registerWebhook(service.as());
    const body = { leadTimes: ['P14D'], sendAt: '08:00', emails: [], slackChannels: [] };
    await service.as().send('/api/v1/notification-settings', { method: 'PUT', body });
    expect((await events()).at(-1)).toMatchObject({ leadTimes: [{ days: 14 }], webhooks: [{ id }] });
  });

  it('changes its URL and description, keeps its secret, and leaves no trace of a change that is none', async () => {
    const { id } = await registerWebhook(service.as());
    expect((await update(id, { url: 'https://new.example.com/' })).body).toMatchObject({
      url: 'https://new.example.com/',
      description: 'Rotates keys',
    });
    expect((await update(id, { url: 'https://new.example.com/', description: '' })).body).not.toHaveProperty('description');
    expect((await events()).at(-1)?.webhooks).toMatchObject([{ url: 'https://new.example.com/', secretVersion: 1 }]);
    const before = (await events()).length;
    await update(id, { url: 'https://new.example.com' });
    expect([(await events()).length, await audited(id)]).toEqual([before, expect.arrayContaining([{ action: 'UPDATE' }])]);
  });

  it('gets a new secret, and for a day the one before signs along', async () => {
    const { id, secret: first } = await registerWebhook(service.as());
    const now = service.clock.stopAt(service.clock.now());
    const { body } = await rotate(id);
    const previousSecretUntil = new Date(now.getTime() + 86_400_000).toISOString();
    expect(body).toMatchObject({ previousSecretUntil, secret: expect.stringMatching(/^whsec_/) });
    expect(body.secret).not.toBe(first);
    expect((await events()).at(-1)?.webhooks).toMatchObject([{ id, secretVersion: 2, previousSecretUntil }]);
    expect(JSON.stringify((await get(id)).body)).not.toContain('whsec_');
  });

  it.each(['fd0000000000000000', 'wh0000000000000000', 'x', '%00', 'WH0000000000000000'])('is not there as %s', async (odd) => {
    const answers = [await get(odd), await update(odd, WEBHOOK_BODY), await remove(odd), await rotate(odd), await test(odd)];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  it('is nobody else’s: another workspace neither sees nor changes it, and hears nothing', async () => {
    const { id } = await registerWebhook(service.as());
    const before = await events();
    expect((await listWebhooks(stranger)).body.total).toBe(0);
    const answers = [await get(id, stranger), await update(id, WEBHOOK_BODY, stranger), await remove(id, stranger)];
    for (const { status } of [...answers, await rotate(id, stranger), await test(id, stranger)]) expect(status).toBe(404);
    expect([await events(), scheduler.tested()]).toEqual([before, []]);
    expect((await get(id)).status).toBe(200);
  });

  it('is for those who may configure notifications', async () => {
    const { caller: nobody } = await holderOf(service, ['Edit API keys', 'View notification logs']);
    expect([(await create(WEBHOOK_BODY, nobody)).status, (await listWebhooks(nobody)).status]).toEqual([403, 403]);
    const { caller: officer } = await holderOf(service, ['Configure workspace notification settings']);
    expect((await create(WEBHOOK_BODY, officer)).status).toBe(200);
  });

  it('is tested by one message to it alone', async () => {
    const { id } = await registerWebhook(service.as());
    expect(await test(id)).toMatchObject({
      status: 200,
      body: { recipients: [{ medium: 'WEBHOOK', recipientWebhook: id, status: 'ACCEPTED' }] },
    });
    expect(scheduler.tested()).toMatchObject([{ emails: [], slackChannels: [], webhooks: [id] }]);
  });
});

describe('a workspace', () => {
  it('has ten webhooks at most, however many are registered at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(WEBHOOK_BODY)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 200), 409, 409]);
    expect((await listWebhooks(service.as(), '?pageSize=4')).body).toMatchObject({ total: 10, totalPages: 3 });
    expect((await events()).at(-1)?.webhooks).toHaveLength(10);
  });
});

describe('what is no webhook', () => {
  it.each([
    [{}, 'url: is required'],
    [{ url: 1 }, 'url: must be a string'],
    [{ url: 'hooks.example.com' }, 'url: must be a URL'],
    [{ url: 'http://hooks.example.com/' }, 'url: must begin with https://'],
    [{ url: 'https://user:pass@hooks.example.com/' }, 'url: must hold no user'],
    [{ url: 'https://hooks.example.com/#x' }, 'url: must hold no fragment'],
    [{ url: 'https://127.0.0.1/' }, 'url: must name a host that is public'],
    [{ url: 'https://2852039166/latest/meta-data' }, 'url: must name a host that is public'],
    [{ url: 'https://[::ffff:10.0.0.1]/' }, 'url: must name a host that is public'],
    [{ url: 'https://localhost:3001/' }, 'url: must name a host that is public'],
    [{ url: 'https://hooks.example.com/\u0000' }, 'url: must be a URL'],
    [{ url: `https://hooks.example.com/${'x'.repeat(2_048)}` }, 'url: must be at most 2048'],
    [{ ...WEBHOOK_BODY, secret: 'whsec_mine' }, 'secret: is not a field here'],
    [{ ...WEBHOOK_BODY, description: 'x'.repeat(1_001) }, 'description: '],
    [[], 'body: must be a JSON object'],
  ])('is refused by name, and leaves no trace: %j', async (body, details) => {
    const { id } = await registerWebhook(service.as());
    const before = await events();
    for (const answer of [await create(body), await update(id, body)])
      expect([answer.status, answer.body.details]).toEqual([400, expect.stringContaining(details)]);
    expect(await events()).toEqual(before);
  });

  it('may be private where the installation allows that', async () => {
    const node = await service.another({ WEBHOOKS_ALLOW_PRIVATE: 'true' });
    expect((await create({ url: 'http://127.0.0.1:8025/webhooks' }, node.as(service.adminKey))).status).toBe(200);
    await node.app.close();
  });
});
