import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import type { Channel, OutgoingMessage } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import type { Claim, ClaimedMessage, ClaimedSubject } from './claimed-message.js';
import { compose, notMade } from './composition.js';
import { fieldsOf } from './message-fields.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { settleOutcome, settleTrace, type MessageHistory, type SendOutcome, type Settlement, type Trace } from '../delivery-core/index.js';
import { SettlingService } from './settling.service.js';

/** Sends claimed messages and has written down what came of it: a lost one is looked for before it is sent again. */
@Injectable()
export class SendingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outcomes: OutcomesRepository,
    private readonly settling: SettlingService,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /** Sees a claim through to its settlement. Answers the settlement, after which the channel may have to rest. */
  async see(claim: Claim, channel: Channel): Promise<Settlement> {
    const first = claim.lost ? await this.look(claim.message, channel) : await this.send(claim.message, channel);
    if (first.to !== 'resend') return first;
    return this.resend(claim.message, channel);
  }

  private async send(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const { notice, told, untold } = compose(message, this.env.CONSOLE_URL);
    if (!notice) return this.settle(message, { to: 'fail', reason: untold[0]?.reason ?? 'there is nothing to tell' });
    for (const { subjects, reason } of untold) await this.settling.drop(message, subjects, { state: 'FAILED', reason });
    const sent = { ...message, subjects: told };
    const outcome = await this.call(sent, { id: message.id, recipient: message.recipient, notice }, channel);
    return this.settle(sent, settleOutcome(outcome, historyOf(sent, channel)));
  }

  /** One provider call. A channel that throws has a fault, and will have it whenever this message is sent. */
  private async call(message: ClaimedMessage, outgoing: OutgoingMessage, channel: Channel): Promise<SendOutcome> {
    const body = { begun: false };
    try {
      return await channel.send(outgoing, async () => {
        await this.bodyBegins(message);
        body.begun = true;
      });
    } catch (error) {
      this.log.error('A channel threw in the middle of sending', error, fieldsOf(message));
      return { kind: body.begun ? 'unknown' : 'refused', reason: notMade(error) };
    }
  }

  private async look(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const trace = await channel.look(message).catch((error: unknown): Trace => {
      this.log.error('A channel threw in the middle of looking', error, fieldsOf(message));
      return 'unknown';
    });
    const settlement = settleTrace(trace, historyOf(message, channel));
    return settlement.to === 'resend' ? settlement : this.settle(message, settlement);
  }

  /** The same message once more, but for what is owed no longer: saying that is worse than perhaps not having said it. */
  private async resend(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const isOwed = ({ standing }: ClaimedSubject) => standing === 'OWED';
    const [owed, past] = [message.subjects.filter(isOwed), message.subjects.filter((subject) => !isOwed(subject))];
    const reason = 'its answer was lost, and it is not sent again: what it said is no longer so, or its recipient has left';
    if (owed.length === 0) return this.settle(message, { to: 'giveUp', reason });
    if (past.length > 0) await this.settling.drop(message, past, { state: 'UNCONFIRMED', reason });
    const held = await this.outcomes.resending(this.transactions.reading, message, this.env.LEASE_SECONDS);
    if (!held) return { to: 'giveUp', reason: 'another process has taken this message over' };
    this.log.warn('The answer to a message was lost; it is sent once more under the same id', fieldsOf(message));
    return this.send({ ...message, subjects: owed, resent: true }, channel);
  }

  /**
   * The last moment to stop: whoever has taken the message over meanwhile sends it instead. A process that was held up while
   * it asked may have lost the lease that it was promised.
   */
  private async bodyBegins(message: ClaimedMessage): Promise<void> {
    const { LEASE_SECONDS } = this.env;
    const askedAt = performance.now();
    const held = await this.outcomes.bodyBegins(this.transactions.reading, message, LEASE_SECONDS);
    if (!held) throw new Error('another process has taken this message over');
    if (performance.now() - askedAt > LEASE_SECONDS * 500) throw new Error('the process was held up and may have lost its lease');
  }

  private async settle(message: ClaimedMessage, settlement: Settlement): Promise<Settlement> {
    await this.settling.settle(message, settlement);
    return settlement;
  }
}

function historyOf({ subjects, resent, ageSeconds }: ClaimedMessage, { canBeAsked }: Channel): MessageHistory {
  // Not by Math.max: a digest may have more subjects than a function can have arguments.
  const attempts = subjects.reduce((most, subject) => Math.max(most, subject.attempts), 0);
  return { attempts, resent, ageSeconds, canBeAsked, random: Math.random() };
}
