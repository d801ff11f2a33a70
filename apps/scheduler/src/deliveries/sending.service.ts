import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import type { Channel, Trace } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import type { Notice } from '../notices/index.js';
import type { Claim, ClaimedMessage } from './claimed-message.js';
import { compose, notMade } from './composition.js';
import { DigestsRepository } from './digests.repository.js';
import { LastMomentRepository } from './last-moment.repository.js';
import { fieldsOf } from './message-fields.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { settleOutcome, settleOutdated, settleTrace, type MessageHistory, type Settlement } from './settlement.js';
import { SettlingService } from './settling.service.js';

/** How many credentials of a message are read whole once some of it could not be put into words: there may be many more. */
const MANY = 1_000;

/** As much of a message as can be told, in words; or why nothing can. */
type Words = { readonly message: ClaimedMessage } & ({ readonly notice: Notice } | { readonly failure: string });

const TAKEN = 'another process has taken this message over';

/** Sends claimed messages and has written down what came of it: a lost one is looked for before it is sent again. */
@Injectable()
export class SendingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly digests: DigestsRepository,
    private readonly lastMoment: LastMomentRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly settling: SettlingService,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /** Sees a claim through to its settlement. Answers the settlement, after which the channel may have to rest. */
  async see(claim: Claim, channel: Channel): Promise<Settlement> {
    return claim.lost ? this.look(claim.message, channel) : this.send(claim.message, channel);
  }

  private async send(claimed: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const words = await this.putIntoWords(claimed);
    if ('failure' in words) return this.settle(words.message, { to: 'fail', reason: words.failure });
    return this.settle(words.message, await this.call(words.message, words.notice, channel));
  }

  /** What can't be told fails, and the rest of the message is told without it. */
  private async putIntoWords(claimed: ClaimedMessage): Promise<Words> {
    let message = claimed;
    let failure = 'there is nothing to tell';
    while (message.count > 0) {
      const composed = compose(message, this.env.CONSOLE_URL);
      if ('notice' in composed) return { message, notice: composed.notice };
      failure = composed.untold[0]?.reason ?? composed.failure;
      if (composed.untold.length === 0) break;
      for (const untold of composed.untold) if (!(await this.settling.drop(message, untold))) return { message, failure };
      message = await this.reread(message, MANY);
    }
    return { message, failure };
  }

  /** One provider call. A channel that throws has a fault, and will have it whenever this message is sent. */
  private async call(message: ClaimedMessage, notice: Notice, channel: Channel): Promise<Settlement> {
    const history = historyOf(message, channel);
    const body = { begun: false, outdated: false };
    const bodyBegins = async () => {
      body.outdated = !(await this.bodyBegins(message));
      if (body.outdated) throw new Error('what the message says is no longer so');
      body.begun = true;
    };
    try {
      const outcome = await channel.send({ id: message.id, recipient: message.recipient, notice }, bodyBegins);
      return body.outdated ? settleOutdated(history) : settleOutcome(outcome, history);
    } catch (error) {
      this.log.error('A channel threw in the middle of sending', error, fieldsOf(message));
      return settleOutcome({ kind: body.begun ? 'unknown' : 'refused', reason: notMade(error) }, history);
    }
  }

  private async look(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const trace = await channel.look(message).catch((error: unknown): Trace => {
      this.log.error('A channel threw in the middle of looking', error, fieldsOf(message));
      return 'unknown';
    });
    const settlement = settleTrace(trace, historyOf(message, channel));
    if (settlement.to !== 'resend' && settlement.to !== 'giveUp') return this.settle(message, settlement);
    // What is owed no longer is not sent again: saying it is worse than perhaps not having said it.
    if (!(await this.settling.withdraw(message))) return { to: 'giveUp', reason: TAKEN };
    const rest = await this.reread(message);
    if (settlement.to === 'giveUp') return this.settle(rest, settlement);
    if (rest.count > 0) return this.resend(rest, channel);
    return this.settle(rest, { to: 'giveUp', reason: 'its answer was lost, and nothing it said is so any more' });
  }

  private async resend(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const held = await this.outcomes.resending(this.transactions.reading, message, this.env.LEASE_SECONDS);
    if (!held) return { to: 'giveUp', reason: TAKEN };
    this.log.warn('The answer to a message was lost; it is sent once more under the same id', fieldsOf(message));
    return this.send({ ...message, resent: true }, channel);
  }

  private async reread(message: ClaimedMessage, most?: number): Promise<ClaimedMessage> {
    return { ...message, ...(await this.digests.of(this.transactions.reading, message, most)) };
  }

  /**
   * The last moment to stop: whoever has taken the message over meanwhile sends it instead. A process that was held up while
   * it asked may have lost the lease that it was promised. Answers whether what the message says is still so.
   */
  private async bodyBegins(message: ClaimedMessage): Promise<boolean> {
    const leaseSeconds = this.env.LEASE_SECONDS;
    const askedAt = performance.now();
    const moment = await this.lastMoment.bodyBegins(this.transactions.reading, message, leaseSeconds);
    if (moment === 'taken') throw new Error(TAKEN);
    if (performance.now() - askedAt > leaseSeconds * 500) throw new Error('the process was held up and may have lost its lease');
    return moment === 'begun';
  }

  private async settle(message: ClaimedMessage, settlement: Settlement): Promise<Settlement> {
    await this.settling.settle(message, settlement);
    return settlement;
  }
}

function historyOf({ attempts, resent, ageSeconds }: ClaimedMessage, { canBeAsked }: Channel): MessageHistory {
  return { attempts, resent, ageSeconds, canBeAsked, random: Math.random() };
}
