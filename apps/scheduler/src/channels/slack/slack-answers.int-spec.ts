import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startProcess, type TestProcess } from '#libs/testing';
import { aMessage, goAhead, portsOf } from '../../../test/channel-conformance.setup.js';
import { Inbox } from '../../../test/inbox.setup.js';
import { metadataFor } from './message-metadata.js';
import { SlackChannel } from './slack-channel.js';
import { slackClient } from './slack-client.js';

let sandbox: TestProcess;
let inbox: Inbox;
let slackUrl: string;
let channel: SlackChannel;

beforeAll(async () => {
  sandbox = await startProcess({ role: 'sandbox', env: {} });
  await sandbox.ready();
  inbox = new Inbox(sandbox.url);
  slackUrl = `http://127.0.0.1:${portsOf(sandbox).slack}/api/`;
});
afterAll(() => sandbox.kill());
beforeEach(async () => {
  await inbox.faults({ slack: null });
  channel = new SlackChannel(slackClient({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: slackUrl }));
});

const send = (recipient = '#api-keys') => channel.send(aMessage(recipient), goAhead);
const lost = (id: string, recipient = '#api-keys') => ({ id, recipient, claimedAt: new Date(), bodyBegun: true });

describe('a rate limit', () => {
  it.each([
    [30, 30],
    [86_400, 3_600],
    [0, 1],
    ['abc', 30],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 30],
    [undefined, 30],
  ])('with Retry-After %j is a pause of %d s', async (retryAfter, retryAfterSeconds) => {
    await inbox.faults({ slack: { fault: 'rateLimit', retryAfter, times: 1 } });
    expect(await send()).toMatchObject({ kind: 'later', retryAfterSeconds });
  });

  it('of one message leaves the others alone', async () => {
    await inbox.faults({ slack: { fault: 'rateLimit', retryAfter: 3_600, times: 1 } });
    const outcomes = await Promise.all([send('#one'), send('#two'), send('#three')]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'later']);
  });
});

describe('an answer that is not an answer', () => {
  it.each([
    { fault: 'status', status: 500, accepted: true },
    { fault: 'status', status: 503 },
    { fault: 'html', accepted: true },
    { fault: 'truncated' },
    { fault: 'error', error: 'internal_error' },
  ])('%j leaves it unknown', async (fault) => {
    await inbox.faults({ slack: { ...fault, times: 1 } });
    expect((await send()).kind).toBe('unknown');
  });

  it.each([
    [404, 'misconfigured'],
    [403, 'misconfigured'],
    [408, 'later'],
  ])('HTTP status %d is %s', async (status, kind) => {
    await inbox.faults({ slack: { fault: 'status', status, times: 1 } });
    expect((await send()).kind).toBe(kind);
  });
});

describe('looking for a message', () => {
  it.each(['conversations.history', 'conversations.list'])('is in vain while %s does not answer', async (method) => {
    await inbox.faults({ slack: { fault: 'status', status: 500, method } });
    expect(await channel.look(lost('dl0000000000000001'))).toBe('unknown');
  });

  it('is in vain in a channel Slack does not know', async () => {
    expect(await channel.look(lost('dl0000000000000001', '#no-such-channel'))).toBe('unknown');
    expect(await channel.look(lost('dl0000000000000001', 'C000000'))).toBe('unknown');
  });

  it('finds it by the id of the channel as by its name', async () => {
    const message = aMessage('#by-id');
    const outcome = await channel.send(message, goAhead);
    const [id = ''] = outcome.kind === 'accepted' ? outcome.providerRef.split(' ') : [];
    expect(await channel.look(lost(message.id, id))).toBe('accepted');
  });

  it('finds it without having sent anything before, as after a restart', async () => {
    const message = aMessage('#after-restart');
    await channel.send(message, goAhead);
    const restarted = new SlackChannel(slackClient({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: slackUrl }));
    expect(await restarted.look(lost(message.id, '#after-restart'))).toBe('accepted');
  });

  it('reads on until it finds it under 250 newer messages, or has read all', async () => {
    const message = aMessage('#busy');
    await channel.send(message, goAhead);
    for (let count = 0; count < 250; count += 1) await post('#busy');
    expect(await channel.look(lost(message.id, '#busy'))).toBe('accepted');
    expect(await channel.look(lost('dl0000000000000001', '#busy'))).toBe('absent');
  });

  it('does not take the metadata of another app for its own', async () => {
    await post('#others', { ...metadataFor('dl0000000000000002'), event_type: 'another_app' });
    expect(await channel.look(lost('dl0000000000000002', '#others'))).toBe('absent');
  });
});

/** Posts as another app would. */
async function post(recipient: string, metadata?: object): Promise<void> {
  await fetch(`${slackUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-2', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: recipient, text: 'chatter', metadata }),
  });
}
