import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startProcess, type TestProcess } from '#libs/testing';
import { aMessage, goAhead, portsOf } from '../../../test/channel-conformance.setup.js';
import { Inbox } from '../../../test/inbox.setup.js';
import { SlackChannel } from './slack-channel.js';
import { slackClient } from './slack-client.js';

const ADA = 'ada@curfew.localhost';

let sandbox: TestProcess;
let inbox: Inbox;
let channel: SlackChannel;

beforeAll(async () => {
  sandbox = await startProcess({ role: 'sandbox', env: {} });
  await sandbox.ready();
  inbox = new Inbox(sandbox.url);
});
afterAll(() => sandbox.kill());
beforeEach(async () => {
  await inbox.faults({ slack: null });
  const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: `http://127.0.0.1:${portsOf(sandbox).slack}/api/` };
  channel = new SlackChannel(slackClient(env));
});

const inDoubt = (id: string, recipient: string) => ({ id, recipient, claimedAt: new Date(), bodyBegun: true });

describe('a message to a person', () => {
  it('is a direct message, and is found where it was posted', async () => {
    const message = aMessage(ADA);
    expect(await channel.send(message, goAhead)).toMatchObject({ kind: 'accepted', providerRef: expect.stringMatching(/^D/) });
    expect((await inbox.containing(message.id)).map(({ to }) => to)).toEqual([`@${ADA}`]);
    expect(await channel.look(inDoubt(message.id, ADA))).toBe('accepted');
    expect(await channel.look(inDoubt('dl0000000000000001', ADA))).toBe('absent');
  });

  it('asks for them once, however many messages they get', async () => {
    await channel.send(aMessage(ADA), goAhead);
    await inbox.faults({ slack: { fault: 'status', status: 500, method: 'users.lookupByEmail' } });
    expect((await channel.send(aMessage(ADA), goAhead)).kind).toBe('accepted');
    expect((await channel.send(aMessage('grace@curfew.localhost'), goAhead)).kind).toBe('later');
  });

  it('is refused when nobody has the address, and whoever is not there is not asked for again at once', async () => {
    const nobody = 'nobody@curfew.dev';
    const outcome = { kind: 'refused', reason: 'Slack knows nobody with this address' };
    expect(await channel.send(aMessage(nobody), goAhead)).toEqual(outcome);
    await inbox.faults({ slack: { fault: 'status', status: 500, method: 'users.lookupByEmail' } });
    expect(await channel.send(aMessage(nobody), goAhead)).toEqual(outcome);
  });

  it.each([
    [
      { fault: 'rateLimit', retryAfter: 7 },
      { kind: 'later', retryAfterSeconds: 7 },
    ],
    [{ fault: 'error', error: 'missing_scope' }, { kind: 'refused' }],
    [{ fault: 'error', error: 'invalid_auth' }, { kind: 'misconfigured' }],
    [{ fault: 'dropBefore' }, { kind: 'later' }],
    [{ fault: 'html' }, { kind: 'later' }],
  ])('whose lookup meets %j comes to %j, and its body never begins', async (fault, outcome) => {
    let begun = false;
    await inbox.faults({ slack: { ...fault, method: 'users.lookupByEmail', times: 1 } });
    const begins = () => Promise.resolve(void (begun = true));
    expect(await channel.send(aMessage(ADA), begins)).toMatchObject(outcome);
    expect(begun).toBe(false);
  });
});
