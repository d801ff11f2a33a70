import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationsHistoryResponse } from '@slack/web-api';
import { setup, type Setup } from './sandbox-client.js';

const BLOCKS = [
  { type: 'header', text: { type: 'plain_text', text: 'A key expires' } },
  { type: 'section', text: { type: 'plain_text', text: 'ci-deploy <!channel>' } },
];
const METADATA = { event_type: 'curfew_delivery', event_payload: { delivery_id: 'dl0123456789abcdef' } };

describe('the Slack API', () => {
  let { sandbox, slack, messages, close } = {} as Setup;
  beforeEach(async () => ({ sandbox, slack, messages, close } = await setup()));
  afterEach(() => close());

  test('keeps a message with its blocks and metadata, and never the token', async () => {
    const posted = await slack.chat.postMessage({
      channel: '#api-keys',
      text: 'A key expires',
      blocks: BLOCKS,
      metadata: METADATA,
    });
    expect(posted).toMatchObject({
      ok: true,
      channel: expect.stringMatching(/^C[A-Z0-9]{10}$/),
      ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    });
    const [message, ...others] = await messages('channel=slack');
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      to: '#api-keys',
      text: 'A key expires',
      blocks: BLOCKS,
      metadata: METADATA,
      subject: null,
      html: null,
    });
    expect(message?.receivedAt).toMatch(/\.\d{3}Z$/);
    expect(JSON.stringify(message)).not.toContain('xoxb-sandbox');
  });

  test('takes a JSON body as well as a form', async () => {
    const response = await fetch(`${sandbox.slackUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer xoxb-sandbox' },
      body: JSON.stringify({ channel: '#general', text: 'Hello', blocks: BLOCKS }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
    expect((await messages())[0]).toMatchObject({ to: '#general', blocks: BLOCKS });
  });

  test('finds a message again by its metadata, which only those who ask for it get', async () => {
    const { channel = '' } = await slack.chat.postMessage({ channel: 'api-keys', text: 'A', metadata: METADATA });
    const asked = await slack.conversations.history({ channel, include_all_metadata: true });
    expect(asked.messages?.[0]?.metadata).toEqual(METADATA);
    expect((await slack.conversations.history({ channel })).messages?.[0]?.metadata).toBeUndefined();
  });

  test('answers the history newest first, page by page', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const text of names) await slack.chat.postMessage({ channel: '#general', text });
    const channel = (await slack.conversations.list()).channels?.find(({ name }) => name === 'general')?.id ?? '';
    const pages: string[][] = [];
    for await (const page of slack.paginate('conversations.history', { channel, limit: 2 }))
      pages.push((page as ConversationsHistoryResponse).messages?.map(({ text = '' }) => text) ?? []);
    expect(pages).toEqual([['five', 'four'], ['three', 'two'], ['one']]);
  });

  test('bounds the history by oldest and latest, exclusive unless told otherwise', async () => {
    const posted = [];
    for (const text of ['one', 'two', 'three']) posted.push(await slack.chat.postMessage({ channel: '#general', text }));
    const [oldest, , latest] = posted.map(({ ts }) => ts);
    const channel = posted[0]?.channel ?? '';
    const texts = async (bounds: object) =>
      (await slack.conversations.history({ channel, ...bounds })).messages?.map(({ text }) => text);
    expect(await texts({ oldest, latest })).toEqual(['two']);
    expect(await texts({ oldest, latest, inclusive: true })).toEqual(['three', 'two', 'one']);
    expect(await texts({ oldest })).toEqual(['three', 'two']);
  });

  test('makes a channel at the first post to it, with the same id every time', async () => {
    const first = await slack.chat.postMessage({ channel: '#brand-new', text: 'A' });
    const second = await slack.chat.postMessage({ channel: first.channel ?? '', text: 'B' });
    const listed = (await slack.conversations.list({ limit: 1000 })).channels?.map(({ id, name }) => ({ id, name }));
    expect(second.channel).toBe(first.channel);
    expect(listed).toContainEqual({ id: first.channel, name: 'brand-new' });
  });

  test('finds a person by address and takes direct messages to them', async () => {
    const { user } = await slack.users.lookupByEmail({ email: 'Ada@curfew.localhost' });
    expect(user?.id).toMatch(/^U[A-Z0-9]{10}$/);
    const { channel } = await slack.chat.postMessage({ channel: user?.id ?? '', text: 'For you' });
    expect(channel).toMatch(/^D/);
    expect((await messages())[0]?.to).toBe('@ada@curfew.localhost');
    await expect(slack.users.lookupByEmail({ email: 'ada@gmail.com' })).rejects.toMatchObject({
      data: { error: 'users_not_found' },
    });
  });

  test('changes what an update names and keeps the rest', async () => {
    const { channel = '', ts = '' } = await slack.chat.postMessage({
      channel: '#api-keys',
      text: 'A',
      blocks: BLOCKS,
      metadata: METADATA,
    });
    await slack.chat.update({ channel, ts, text: 'B' });
    const all = await messages();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ text: 'B', blocks: BLOCKS, metadata: METADATA, editedAt: expect.any(String) });
  });

  test('knows who asks', async () => {
    expect(await slack.auth.test()).toMatchObject({ ok: true, team: 'Curfew sandbox', bot_id: expect.any(String) });
    const anonymous = await fetch(`${sandbox.slackUrl}auth.test`, { method: 'POST' });
    expect(await anonymous.json()).toEqual({ ok: false, error: 'not_authed' });
  });

  test.each([
    { why: 'an unknown id', call: { channel: 'C0NOWHERE00', text: 'A' }, error: 'channel_not_found' },
    { why: 'a name that none can have', call: { channel: '#Not A Name', text: 'A' }, error: 'channel_not_found' },
    { why: 'nothing to say', call: { channel: '#general' }, error: 'no_text' },
    {
      why: 'blocks that are not a list',
      call: { channel: '#general', text: 'A', blocks: '{"type":' },
      error: 'invalid_blocks_format',
    },
    {
      why: 'metadata without a type',
      call: { channel: '#general', text: 'A', metadata: { a: 1 } },
      error: 'invalid_metadata_format',
    },
  ])('refuses a post with $why', async ({ call, error }) => {
    await expect(slack.apiCall('chat.postMessage', call)).rejects.toMatchObject({ data: { ok: false, error } });
    expect(await messages()).toEqual([]);
  });

  test('refuses what Slack would refuse in a block, and says where', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    await expect(slack.chat.postMessage({ channel: '#general', text: 'A', blocks })).rejects.toMatchObject({
      data: { error: 'invalid_blocks', errors: ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'] },
    });
    expect(await messages()).toEqual([]);
  });

  test.each([
    ['chat.update', { channel: '#general', ts: '1.000000', text: 'A' }, 'channel_not_found'],
    ['conversations.history', { channel: '#general' }, 'channel_not_found'],
    ['conversations.history', {}, 'invalid_arguments'],
    ['chat.delete', { channel: '#general' }, 'unknown_method'],
  ])('%s refuses %p with %s', async (method, call, error) => {
    await expect(slack.apiCall(method, call)).rejects.toMatchObject({ data: { ok: false, error } });
  });
});
