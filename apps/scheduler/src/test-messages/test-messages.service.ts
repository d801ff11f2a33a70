import { Inject, Injectable } from '@nestjs/common';
import type { BusAnswer, BusRequest } from '#libs/contracts';
import { Transactions } from '#libs/database';
import { randomId, systemClock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { CHANNELS, type Channel } from '../channels/index.js';
import type { SendOutcome } from '../delivery-core/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { composeTest } from '../notices/index.js';
import { TestMessagesRepository, type TestMessage, type TestOutcome } from './test-messages.repository.js';

type Test = BusRequest<'notifications.test'>;

/**
 * Sends test messages. Of all schedulers that hear of a test the one that writes it down first sends it, once: nobody is owed a
 * test, so nothing is tried again, and one whose sender dies stays pending.
 */
@Injectable()
export class TestMessagesService {
  private readonly channels: ReadonlyMap<string, Channel>;

  constructor(
    private readonly transactions: Transactions,
    private readonly messages: TestMessagesRepository,
    private readonly log: Log,
    @Inject(CHANNELS) channels: readonly Channel[],
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {
    this.channels = new Map(channels.map((channel) => [channel.name, channel]));
  }

  /** What has become of a test so far; starts it if nobody has. Does not wait for any provider. */
  async see(test: Test): Promise<BusAnswer<'notifications.test'>> {
    const mine = await this.messages.claim(this.transactions.reading, test);
    if (mine.length > 0) void this.sendAll(test, mine);
    const recipients = await this.messages.of(this.transactions.reading, test);
    return { recipients: recipients.map(({ reason, ...row }) => ({ ...row, ...(reason ? { reason } : {}) })) };
  }

  /** As many at once on a channel as it has senders. */
  private async sendAll(test: Test, messages: readonly TestMessage[]): Promise<void> {
    await Promise.all(
      [...new Set(messages.map(({ channel }) => channel))].flatMap((name) => {
        const waiting = messages.filter(({ channel }) => channel === name);
        return Array.from({ length: this.channels.get(name)?.senders ?? 1 }, () => this.sendOneByOne(test, waiting));
      }),
    );
    await this.messages.forgetOld(this.transactions.reading).catch(() => undefined);
  }

  private async sendOneByOne(test: Test, waiting: TestMessage[]): Promise<void> {
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      const outcome = { ...message, ...(await this.send(test, message)) };
      const fields = { channel: message.channel, outcome: outcome.state };
      try {
        await this.messages.settle(this.transactions.reading, test.testId, outcome);
        this.log.info('A test message was settled', fields);
      } catch (error) {
        this.log.error('What became of a test message could not be written down', error, fields);
      }
    }
  }

  private async send(
    { testId, workspaceId, workspaceName, requestedBy }: Test,
    { channel, recipient }: TestMessage,
  ): Promise<Settled> {
    const way = this.channels.get(channel);
    if (!way) return { state: 'FAILED', reason: `${channel} is not configured` };
    try {
      const notice = composeTest({ workspaceName, requestedBy, consoleUrl: this.env.CONSOLE_URL });
      const data = { workspaceId, workspaceName, requestedBy };
      const event = { id: testId, type: 'curfew.test', occurredAt: systemClock.now(), data };
      return settled(await way.send({ id: randomId('dl'), recipient, notice, event }, () => Promise.resolve()));
    } catch (error) {
      this.log.error('A channel threw in the middle of sending a test', error, { channel });
      return { state: 'FAILED', reason: 'the message could not be made' };
    }
  }
}

type Settled = Pick<TestOutcome, 'state' | 'reason'>;

function settled(outcome: SendOutcome): Settled {
  if (outcome.kind === 'accepted') return { state: 'ACCEPTED', reason: null };
  const doubt = outcome.kind === 'unknown' ? 'it may have arrived all the same: ' : '';
  return { state: 'FAILED', reason: `${doubt}${outcome.reason}` };
}
