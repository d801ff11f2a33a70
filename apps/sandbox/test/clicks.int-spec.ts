import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { startSandbox } from '../src/index.js';

test('clicks a button as Slack does, signed, and shows what is answered', async () => {
  const heard: { readonly body: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const app = createServer((request, response) => {
    void request.toArray().then((parts) => {
      heard.push({ body: Buffer.concat(parts as Buffer[]).toString(), headers: request.headers });
      response.end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((app.address() as AddressInfo).port)}/`;
  const sandbox = await startSandbox({ interactivity: { url, signingSecret: 'hush' } });
  const post = async (to: string, body: object) =>
    (
      await fetch(to, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
        body: JSON.stringify(body),
      })
    ).text();
  const button = { type: 'button', text: { type: 'plain_text', text: 'Acknowledge' }, action_id: 'acknowledge-1', value: 'v' };
  const blocks = [{ type: 'actions', elements: [button] }];
  await post(`${sandbox.slackUrl}chat.postMessage`, { channel: '#api-keys', text: 'expires', blocks });
  const click = { message: 'm1', action: 'acknowledge-1', as: 'ada@curfew.localhost' };
  expect(await post(`${sandbox.inboxUrl}/api/clicks`, click)).toBe('{"status":200}');
  const [{ body, headers } = { body: '', headers: {} }] = heard;
  const base = `v0:${String(headers['x-slack-request-timestamp'])}:${body}`;
  expect(headers['x-slack-signature']).toBe(`v0=${createHmac('sha256', 'hush').update(base).digest('hex')}`);
  const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '') as { response_url: string; actions: object[] };
  expect(payload.actions).toEqual([button]);
  await post(payload.response_url, { text: 'Acknowledged.' });
  expect(await (await fetch(`${sandbox.inboxUrl}/api/messages?contains=Acknowledged.`)).text()).toContain('Acknowledged.');
  await sandbox.close();
  app.close();
});
