import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BusAnswer, BusRequest } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { LogBench } from './log.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

type Test = BusRequest<'notifications.test'>;

let bench: SchedulerBench;
let log: LogBench;

beforeAll(async () => {
  bench = await setupScheduler();
  log = await LogBench.on(bench);
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(async () => {
  await log.close();
  await bench.close();
});

const aTest = (overrides: Partial<Test> = {}): Test => ({
  testId: randomId('nt'),
  workspaceId: 'ws0000000000000001',
  workspaceName: `Shop ${randomId('rq')}`,
  requestedBy: 'ada@example.com',
  emails: ['ops@example.com'],
  slackChannels: ['#api-keys'],
  ...overrides,
});

const see = (test: Test) => log.bus.ask('notifications.test', test);

/** What has become of a test once no recipient is waited for. */
const outcomeOf = (test: Test): Promise<BusAnswer<'notifications.test'>> =>
  until(
    async () => {
      const answer = await see(test);
      return answer.recipients.every(({ status }) => status !== 'PENDING') && answer;
    },
    { what: 'every provider has answered', withinMs: 25_000 },
  );

describe('a test message', () => {
  it('arrives once, however often and of how many it is asked, and says that it is a test', async () => {
    const test = aTest();
    await Promise.all(Array.from({ length: 10 }, () => see(test)));
    expect(await outcomeOf(test)).toEqual({
      recipients: [
        { medium: 'EMAIL', recipient: 'ops@example.com', status: 'ACCEPTED' },
        { medium: 'SLACK', recipient: '#api-keys', status: 'ACCEPTED' },
      ],
    });
    const arrived = await bench.inbox.containing(test.workspaceName);
    expect(arrived.map(({ channel }) => channel).sort()).toEqual(['email', 'slack']);
    for (const { text } of arrived) expect(text).toMatch(/^Test message/);
  });

  it('says of each recipient why a provider did not take it', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 550 }, slack: { fault: 'error', error: 'channel_not_found' } });
    const { recipients } = await outcomeOf(aTest());
    expect(recipients).toMatchObject([
      { status: 'FAILED', reason: expect.stringContaining('550') },
      { status: 'FAILED', reason: expect.stringContaining('channel_not_found') },
    ]);
  });

  it('of which one provider hangs is answered at once, and the other one arrives', async () => {
    await bench.inbox.faults({ slack: { fault: 'hang' } });
    const test = aTest();
    const answer = await until(
      async () => {
        const { recipients } = await see(test);
        return recipients[0]?.status === 'ACCEPTED' && recipients;
      },
      { what: 'the email has arrived' },
    );
    expect(answer[1]).toEqual({ medium: 'SLACK', recipient: '#api-keys', status: 'PENDING' });
  });

  it('lets nothing that somebody chose become a header, a mention or markup', async () => {
    const marker = randomId('rq');
    const workspaceName = `${marker}\r\nBcc: all@example.com\r\n<!channel> <script>`;
    await outcomeOf(aTest({ workspaceName, requestedBy: 'ada@example.com\r\nX-Evil: 1' }));
    const arrived = await bench.inbox.containing(marker);
    expect(arrived).toHaveLength(2);
    for (const { channel, headers, to, raw } of arrived) {
      const names = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
      expect(names.filter((name) => ['bcc', 'x-evil'].includes(name))).toEqual([]);
      expect(['ops@example.com', '#api-keys']).toContain(to);
      // In a mail it is text like any other.
      if (channel === 'slack') expect(raw).not.toMatch(/<!channel>|"type":\s*"mrkdwn"/);
    }
  });

  it('is nothing to another workspace, and no reminder is made of it', async () => {
    const test = aTest();
    await outcomeOf(test);
    expect(await see({ ...test, workspaceId: 'ws0000000000000002' })).toEqual({ recipients: [] });
    expect(await bench.inbox.containing(test.workspaceName)).toHaveLength(2);
    for (const table of ['reminders', 'deliveries', 'messages'])
      expect(await bench.query(`SELECT FROM scheduler.${table}`)).toEqual([]);
  });
});
