import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setup, type Setup } from './sandbox-client.js';

describe('a fault of the Slack API', () => {
  let { sandbox, slack, messages, setFaults, close } = {} as Setup;
  beforeEach(async () => ({ sandbox, slack, messages, setFaults, close } = await setup()));
  afterEach(() => close());

  const post = () => slack.chat.postMessage({ channel: '#api-keys', text: 'A' });
  const postRaw = () =>
    fetch(`${sandbox.slackUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer xoxb-sandbox' },
      body: JSON.stringify({ channel: '#api-keys', text: 'A' }),
    });

  test('limits the rate once, and the next call passes', async () => {
    await setFaults({ slack: { fault: 'rateLimit', retryAfter: 30, times: 1 } });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 30 });
    expect(await messages()).toEqual([]);
    expect(await post()).toMatchObject({ ok: true });
  });

  test.each([
    [86_400, '86400'],
    ['abc', 'abc'],
    ['', ''],
    [undefined, null],
  ])('sends Retry-After %p as %p', async (retryAfter, header) => {
    await setFaults({ slack: { fault: 'rateLimit', retryAfter } });
    const response = await postRaw();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe(header);
    expect(await response.json()).toEqual({ ok: false, error: 'ratelimited' });
  });

  test('answers 500, or another status', async () => {
    await setFaults({
      slack: [
        { fault: 'status', times: 1 },
        { fault: 'status', status: 503, accepted: true, times: 1 },
      ],
    });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 500 });
    expect(await messages()).toEqual([]);
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    expect(await messages()).toHaveLength(1);
  });

  test('refuses the token to every method', async () => {
    await setFaults({ slack: { fault: 'error', error: 'invalid_auth' } });
    await expect(post()).rejects.toMatchObject({ data: { error: 'invalid_auth' } });
    await expect(slack.auth.test()).rejects.toMatchObject({ data: { error: 'invalid_auth' } });
  });

  test('refuses the channel to posts alone', async () => {
    await setFaults({ slack: { fault: 'error', error: 'channel_not_found' } });
    expect(await slack.auth.test()).toMatchObject({ ok: true });
    await expect(post()).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
  });

  test('strikes the method it names', async () => {
    await setFaults({ slack: { fault: 'status', method: 'conversations.list' } });
    await post();
    await expect(slack.conversations.list()).rejects.toMatchObject({ statusCode: 500 });
  });

  test.each([
    { fault: 'dropBefore', kept: 0 },
    { fault: 'dropAfterAcceptance', kept: 1 },
  ])('$fault keeps $kept message', async ({ fault, kept }) => {
    await setFaults({ slack: { fault, times: 1 } });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(await messages()).toHaveLength(kept);
    expect(await post()).toMatchObject({ ok: true });
  });

  test('answers a page of HTML with status 200', async () => {
    await setFaults({ slack: { fault: 'html', times: 1 } });
    const response = await postRaw();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await response.text()).toMatch(/^<!doctype html>/);
    expect(await messages()).toEqual([]);
  });

  test('cuts its JSON short, having accepted the message', async () => {
    await setFaults({ slack: { fault: 'truncated', times: 1 } });
    await expect(post()).rejects.toMatchObject({ data: { ok: false, error: expect.stringMatching(/^\{"ok":true,/) } });
    expect(await messages()).toHaveLength(1);
  });
});

test.each([
  { accepted: false, kept: 0 },
  { accepted: true, kept: 1 },
])('a hang of the Slack API keeps $kept message; accepted: $accepted', async ({ accepted, kept }) => {
  const { slack, messages, setFaults, close } = await setup({ patience: 1000 });
  await setFaults({ slack: { fault: 'hang', accepted, times: 1 } });
  await expect(slack.chat.postMessage({ channel: '#api-keys', text: 'A' })).rejects.toThrow(/timeout|aborted/i);
  expect(await messages()).toHaveLength(kept);
  await close();
});
