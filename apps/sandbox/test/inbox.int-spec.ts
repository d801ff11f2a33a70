import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setup, type Setup } from './sandbox-client.js';

const HOSTILE = '<script>alert(1)</script> <!channel> "\'';

describe('the inbox', () => {
  let { sandbox, send, slack, messages, setFaults, close } = {} as Setup;
  beforeEach(async () => ({ sandbox, send, slack, messages, setFaults, close } = await setup()));
  afterEach(() => close());

  const get = async (path: string) => {
    const response = await fetch(sandbox.inboxUrl + path);
    return {
      status: response.status,
      policy: response.headers.get('content-security-policy') ?? '',
      body: await response.text(),
    };
  };

  describe('for machines', () => {
    test('answers the messages of a channel, oldest first, that contain a text', async () => {
      await send({ subject: 'First' });
      await slack.chat.postMessage({ channel: '#api-keys', text: 'Second, of ci-deploy' });
      await send({ subject: 'Third, of CI-Deploy' });
      const subjects = async (query: string) => (await messages(query)).map(({ subject, text }) => subject ?? text);
      expect(await subjects('')).toEqual(['First', 'Second, of ci-deploy', 'Third, of CI-Deploy']);
      expect(await subjects('channel=email')).toEqual(['First', 'Third, of CI-Deploy']);
      expect(await subjects('channel=&contains=ci-deploy')).toEqual(['Second, of ci-deploy', 'Third, of CI-Deploy']);
      expect(await subjects('channel=slack&contains=nowhere')).toEqual([]);
    });

    test('answers the fields that were promised, whichever way a message came', async () => {
      await send();
      await slack.chat.postMessage({ channel: '#api-keys', text: 'A' });
      const promised = ['id', 'channel', 'receivedAt', 'to', 'subject', 'text', 'html', 'headers', 'blocks', 'raw'];
      for (const message of await messages()) expect(Object.keys(message)).toEqual(expect.arrayContaining(promised));
    });

    test('deletes every message', async () => {
      await send();
      const response = await fetch(`${sandbox.inboxUrl}/api/messages`, { method: 'DELETE' });
      expect(response.status).toBe(204);
      expect(await messages()).toEqual([]);
    });

    test('answers the faults still to come, in the form in which they are set', async () => {
      const response = await setFaults({ email: { fault: 'reply', code: 451, times: 2 }, slack: { fault: 'hang' } });
      const faults = (await response.json()) as object;
      expect(faults).toEqual({
        email: [{ fault: 'reply', code: 451, at: 'rcpt', text: '4.7.1 Greylisted, try again later', times: 2 }],
        slack: [{ fault: 'hang', method: 'chat.postMessage', accepted: false }],
      });
      await expect(send()).rejects.toThrow('451');
      expect(JSON.parse((await get('/api/faults')).body)).toMatchObject({ email: [{ code: 451, times: 1 }] });
      expect(await (await setFaults(faults)).json()).toEqual(faults);
      expect(await (await setFaults({ email: null })).json()).toEqual({ ...faults, email: null });
    });

    test.each([
      ['a bad code', { email: { fault: 'reply', code: 250 } }, 'email.code'],
      ['an unknown fault', { slack: { fault: 'sulk' } }, 'slack.fault'],
      ['a bad item of a list', { slack: [{ fault: 'hang' }, { fault: 'hang', times: 0 }] }, 'slack.1.times'],
      ['an unknown field', { email: { fault: 'hang', att: 'dot' } }, 'email.att'],
      ['an unknown channel', { pigeon: { fault: 'hang' } }, 'pigeon'],
      ['no object', [], 'body'],
    ])('refuses %s, names the field, and sets nothing', async (_what, body, field) => {
      const response = await setFaults(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'BAD_REQUEST', field, details: expect.stringContaining(`${field}: `) });
      expect(JSON.parse((await get('/api/faults')).body)).toEqual({ email: null, slack: null });
    });

    test.each(['channel=fax', 'contain=typo'])('refuses the query %s', async (query) => {
      const { status, body } = await get(`/api/messages?${query}`);
      expect(status).toBe(400);
      expect(JSON.parse(body)).toMatchObject({ field: query.split('=')[0] });
    });

    test('is ready', async () => expect((await get('/health/ready')).status).toBe(200));
  });

  describe('for people', () => {
    test('is a page that runs nothing but its own script', async () => {
      const { status, policy, body } = await get('/');
      expect(status).toBe(200);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(body).toContain(sandbox.smtpUrl);
      expect((await get('/page.js')).status).toBe(200);
      expect((await get('/page.css')).body).toContain('prefers-color-scheme: dark');
    });

    test('shows a hostile email as text', async () => {
      await send({ subject: HOSTILE, text: HOSTILE, from: { name: HOSTILE, address: 'curfew@curfew.localhost' } });
      for (const { body } of [await get('/inbox/list'), await get('/inbox/messages/m1')]) {
        expect(body).not.toContain('<script');
        expect(body).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
      }
    });

    test('shows a hostile Slack message as text', async () => {
      const blocks = [{ type: 'section', text: { type: 'plain_text', text: HOSTILE } }];
      await slack.chat.postMessage({
        channel: '#api-keys',
        text: HOSTILE,
        blocks,
        metadata: { event_type: HOSTILE, event_payload: {} },
      });
      const { body } = await get('/inbox/messages/m1');
      expect(body).not.toContain('<script');
      expect(body).not.toContain('class="mention"');
    });

    test("shows an email's HTML as it came, but that its links open elsewhere", async () => {
      await send({ html: '<!DOCTYPE html><p>Schlüssel</p>' });
      const response = await fetch(`${sandbox.inboxUrl}/inbox/messages/m1/body`);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await response.text()).toBe('<!DOCTYPE html><base target="_blank"><p>Schlüssel</p>');
    });

    test("shows an email's HTML where it can neither run nor fetch anything", async () => {
      await send({ html: '<script>alert(1)</script><img src="https://example.com/spy.png">' });
      const { policy } = await get('/inbox/messages/m1/body');
      expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; /);
      expect((await get('/inbox/messages/m1')).body).toMatch(/sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    });

    test('tells an open page of messages, faults and deletion as they happen', async () => {
      const stop = new AbortController();
      const response = await fetch(`${sandbox.inboxUrl}/inbox/events`, { signal: stop.signal });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader?.read())?.value).toBe('retry: 1000\n\n');
      for (const happens of [
        () => send(),
        () => setFaults({ slack: null }),
        () => fetch(`${sandbox.inboxUrl}/api/messages`, { method: 'DELETE' }),
      ]) {
        await happens();
        expect((await reader?.read())?.value).toBe('event: changed\ndata: {}\n\n');
      }
      stop.abort();
    });

    test('says 404 of a message that is gone', async () => {
      expect((await get('/inbox/messages/m9')).status).toBe(404);
      expect((await get('/inbox/messages/m9/body')).status).toBe(404);
    });
  });
});
