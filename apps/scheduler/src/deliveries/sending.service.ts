import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import type { Channel } from '../channels/index.js';
import type { BodyAnswer, Settlement } from '../delivery-core/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import type { Claim, ClaimedMessage } from './claimed-message.js';
import { compose } from './composition.js';
import { DigestsRepository } from './digests.repository.js';
import { Flight, type FlightDeck, type Worded } from './flight.js';
import { outgoingEvent } from './outgoing-event.js';
import { LastMomentRepository } from './last-moment.repository.js';
import { fieldsOf } from './message-fields.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { inSendSpan } from './send-span.js';
import { SettlingService } from './settling.service.js';

/** How many credentials of a message are read whole once some of it could not be put into words: there may be many more. */
const MANY = 1_000;

/** Sends claimed messages and has written down what came of it: a lost one is looked for before it is sent again. */
@Injectable()
export class SendingService implements FlightDeck {
  constructor(
    private readonly transactions: Transactions,
    private readonly digests: DigestsRepository,
    private readonly lastMoment: LastMomentRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly settling: SettlingService,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /** Sees a claim through. Answers the settlement, after which the channel may have to rest; none if it is another's by now. */
  see(claim: Claim, channel: Channel): Promise<Settlement | undefined> {
    return inSendSpan(claim.message, () => new Flight(claim, channel, this).fly());
  }

  /** What can't be told fails, and the rest of the message is told without it. */
  async word(claimed: ClaimedMessage): Promise<Worded> {
    let message = claimed;
    let failure = 'there is nothing to tell';
    while (message.count > 0) {
      const composed = compose(message, this.env.CONSOLE_URL);
      if ('notice' in composed) {
        const { id, recipient } = message;
        return { message, outgoing: { id, recipient, notice: composed.notice, event: outgoingEvent(message) } };
      }
      failure = composed.untold[0]?.reason ?? composed.failure;
      if (composed.untold.length === 0) break;
      for (const untold of composed.untold) if (!(await this.settling.drop(message, untold))) return { message, failure };
      message = await this.reread(message, MANY);
    }
    return { message, failure };
  }

  /** A process that was held up while it asked may have lost the lease that it was promised. */
  async noteBody(message: ClaimedMessage): Promise<BodyAnswer> {
    const leaseSeconds = this.env.LEASE_SECONDS;
    const askedAt = performance.now();
    const answer = await this.lastMoment.bodyBegins(this.transactions.reading, message, leaseSeconds);
    const isLate = performance.now() - askedAt > leaseSeconds * 500;
    return answer === 'mayBegin' && isLate ? 'heldUp' : answer;
  }

  async dropPast(message: ClaimedMessage): Promise<ClaimedMessage | undefined> {
    return (await this.settling.withdraw(message)) ? this.reread(message) : undefined;
  }

  async announceResend(message: ClaimedMessage): Promise<boolean> {
    const held = await this.outcomes.resending(this.transactions.reading, message, this.env.LEASE_SECONDS);
    if (held) this.log.warn('The answer to a message was lost; it is sent once more under the same id', fieldsOf(message));
    return held;
  }

  settle(message: ClaimedMessage, settlement: Settlement): Promise<void> {
    return this.settling.settle(message, settlement);
  }

  broke(message: ClaimedMessage, error: unknown): void {
    this.log.error('A channel threw in the middle of a call', error, fieldsOf(message));
  }

  private async reread(message: ClaimedMessage, most?: number): Promise<ClaimedMessage> {
    return { ...message, ...(await this.digests.of(this.transactions.reading, message, most)) };
  }
}
