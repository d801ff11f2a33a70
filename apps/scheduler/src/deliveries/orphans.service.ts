import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { CHANNELS, channelNames, type Channel, type ChannelName } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { ClaimsRepository } from './claims.repository.js';
import { OutcomesRepository } from './outcomes.repository.js';

/** How many messages of one channel are let go at most in one sweep. */
const MOST = 1_000;

/** Lets go of messages that were under way on a channel that is not configured any more: nobody here will look for them. */
@Injectable()
export class OrphansService {
  private readonly orphaned: readonly ChannelName[];

  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
    @Inject(CHANNELS) channels: readonly Channel[],
  ) {
    this.orphaned = channelNames.filter((name) => !channels.some((channel) => channel.name === name));
  }

  /**
   * Those that may have gone out end unconfirmed. The others wait again, as everything does that is owed on such a channel: until
   * it is configured again, and a day after the expiry at most.
   */
  async letGo(): Promise<void> {
    for (const channel of this.orphaned) {
      let count = 0;
      while (count < MOST && (await this.letOneGo(channel))) count += 1;
      if (count > 0) this.log.warn('Messages were under way on a channel that is not configured', { channel, count });
    }
  }

  private letOneGo(channel: ChannelName): Promise<boolean> {
    const { LEASE_SECONDS } = this.env;
    // A process that has the channel still, while another version is rolled out, takes its messages over long before.
    const lost = { inHand: [], leaseSeconds: LEASE_SECONDS, idleSeconds: LEASE_SECONDS };
    return this.transactions.run(async (tx) => {
      const message = await this.claims.takeOver(tx, channel, lost);
      if (!message) return false;
      const reason = `${channel} is not configured`;
      if (!message.bodyBegun) return this.outcomes.release(tx, message, { reason, seconds: 0, cause: 'ours' });
      const inDoubt = `whether it arrived could not be found out: ${reason} any more`;
      return this.outcomes.end(tx, message, { state: 'UNCONFIRMED', reason: inDoubt, providerRef: null });
    });
  }
}
