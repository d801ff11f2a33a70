import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { keep, put, render, SECRETS } from './secrets.js';

let service: KeysService;
let by: Caller;

beforeAll(async () => {
  service = await KeysService.start();
  by = service.as();
  await keep(by, { tag: 'user', secret: 'ada' });
  await keep(by, { tag: 'password', secret: 'p4ss\n"$&\u0000{{ secrets.user }}' });
});

afterAll(() => service.stop());

interface Rendering {
  readonly objectIdentifier: string;
}

const renderings = () =>
  service.query<Rendering>(
    `SELECT object_identifier AS "objectIdentifier" FROM keys.audit_entries WHERE object_type = 'SECRET_RENDERING' ORDER BY id`,
  );

/** The details of a refusal, once it is sure that nothing was rendered. */
async function refusalOf(template: unknown): Promise<string> {
  const before = await renderings();
  const { status, body, text } = await render<ErrorBody>(by, template);
  expect([status, text.includes('p4ss'), text.includes('ada')]).toEqual([400, false, false]);
  expect(await renderings()).toEqual(before);
  return body.details;
}

describe('a template', () => {
  it('is filled in with every value, once and to the character, and is not to be cached', async () => {
    const answer = await render(by, 'a {{ secrets.user }}:{{secrets.password}} {{ env.X }} {{ secrets.user }}');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ rendered: 'a ada:p4ss\n"$&\u0000{{ secrets.user }} {{ env.X }} ada' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('without references comes back as it is, and leaves no entry', async () => {
    const before = await renderings();
    for (const template of ['', 'plain', '{{ other.x }}']) expect((await render(by, template)).body.rendered).toBe(template);
    expect(await renderings()).toEqual(before);
  });

  it('leaves one entry in the audit log for each secret it was filled in with, and nothing else', async () => {
    const [one, two] = [await keep(by, { secret: 'v1' }), await keep(by, { secret: 'v2' })];
    const [before, outbox] = [await renderings(), 'SELECT count(*) FROM keys.outbox'];
    const events = await service.query(outbox);
    await render(by, `{{ secrets.${one.tag} }}{{ secrets.${two.tag} }}{{ secrets.${one.tag} }}`);
    const added = (await renderings()).slice(before.length).map(({ objectIdentifier }) => objectIdentifier);
    expect(added.sort()).toEqual([one.id, two.id].sort());
    expect(await service.query(outbox)).toEqual(events);
    const entry = `SELECT action, actor_type, actor_email FROM keys.audit_entries WHERE object_type = 'SECRET_RENDERING'
      ORDER BY id DESC LIMIT 1`;
    expect(await service.query(entry)).toEqual([
      { action: 'CREATE', actor_type: 'API_KEY', actor_email: 'admin@curfew.localhost' },
    ]);
  });

  it('is not filled in when that can not be audited', async () => {
    await service.asOwner(`CREATE FUNCTION keys.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON keys.audit_entries FOR EACH ROW EXECUTE FUNCTION keys.fail()`);
    const answer = await render(by, '{{ secrets.user }}');
    await service.asOwner('DROP TRIGGER fail ON keys.audit_entries');
    expect([answer.status, answer.text.includes('ada')]).toEqual([500, false]);
  });

  it('is filled in with the newest value at once', async () => {
    const { tag } = await keep(by, { secret: 'old' });
    await put(by, tag, { secret: 'new' });
    expect((await render(by, `{{ secrets.${tag} }}`)).body.rendered).toBe('new');
  });
});

describe('refused is a template', () => {
  it('with unknown tags, naming each once', async () => {
    const template = '{{ secrets.nobody }}{{ secrets.user }}{{ secrets.no-one }}{{ secrets.nobody }}{{ secrets.__proto__ }}';
    expect(await refusalOf(template)).toBe('template: there is no secret nobody, no-one, __proto__');
  });

  it('with expired secrets, naming them beside those that are unknown', async () => {
    const expirationDate = new Date(service.clock.now().getTime() + 60_000).toISOString();
    const { tag } = await keep(by, { expirationDate, secret: 'fading' });
    expect((await render(by, `{{ secrets.${tag} }}`)).status).toBe(200);
    service.clock.stopAt(new Date(expirationDate));
    expect(await refusalOf(`{{ secrets.${tag} }}`)).toBe(`template: has expired: ${tag}`);
    expect(await refusalOf(`{{ secrets.${tag} }}{{ secrets.x }}`)).toBe(`template: there is no secret x; has expired: ${tag}`);
  });

  it.each(['{{ secrets. }}', '{{ secrets }}', 'x\n{{ secrets.user', '{{ secrets.user | upper }}'])(
    'with %j',
    async (template) => {
      expect(await refusalOf(template)).toContain('is not of the form {{ secrets.tag }}');
    },
  );

  it.each([
    [undefined, 'template: is required'],
    [null, 'template: is required'],
    [1, 'template: must be a string'],
    [['{{ secrets.user }}'], 'template: must be a string'],
    ['x'.repeat(1_000_001), 'template: must be at most 1000000 characters'],
  ])('that is no text of at most 1000000 characters (%#)', async (template, details) => {
    expect(await refusalOf(template)).toBe(details);
  });

  it('beside which there is something else', async () => {
    const body = { template: 'x', secrets: {} };
    expect(await by.send(`${SECRETS}/render`, { method: 'POST', body })).toMatchObject({
      status: 400,
      body: { details: 'secrets: is not a field here' },
    });
  });

  it('that would burst: of two megabytes, each gap of which holds a large value', async () => {
    const { tag } = await keep(by, { tag: 'big', secret: 'x'.repeat(65_536) });
    const gap = `{{secrets.${tag}}}`;
    expect((await render(by, gap.repeat(30))).body.rendered).toHaveLength(30 * 65_536);
    expect(await refusalOf(gap.repeat(31))).toBe('template: would have more than 2000000 characters when filled in');
    expect(await refusalOf(gap.repeat(60_000))).toBe('template: would have more than 2000000 characters when filled in');
    expect((await render<ErrorBody>(by, gap.repeat(150_000))).status).toBe(413);
  });
});
