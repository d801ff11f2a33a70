import { Inject, Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { Log } from '#libs/observability';
import type { Settlement } from '../delivery-core/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { Insistence } from '../insistence/index.js';
import type { ClaimedMessage } from './claimed-message.js';
import type { Untold } from './composition.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { fieldsOf } from './message-fields.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { WithdrawalsRepository } from './withdrawals.repository.js';

const IN_DOUBT = 'its answer was lost, and it is not sent again: what it said is no longer so, or its recipient has left';

/** Writes down what came of messages. */
@Injectable()
export class SettlingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly insistence: Insistence,
    private readonly outcomes: OutcomesRepository,
    private readonly withdrawals: WithdrawalsRepository,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /**
   * Writes an outcome under the message's fence. What a provider has answered is not forgotten because the database is away
   * for a moment: it is written again until it is taken. Rejects for any other failure, and when the process ends first.
   */
  async settle(message: ClaimedMessage, settlement: Settlement): Promise<void> {
    const written = await this.insist(message, async (tx) => {
      if (!(await this.write(tx, message, settlement))) return false;
      await this.outcomes.freeTurn(tx, message, settlement);
      return true;
    });
    if (!written) {
      this.log.warn('Another process has taken this message over; its outcome is not ours to write', fieldsOf(message));
      return;
    }
    this.metrics.settled(message, settlement);
    const reason = 'reason' in settlement ? { reason: settlement.reason } : {};
    const fields = { ...fieldsOf(message), outcome: settlement.to, ...reason };
    if (settlement.to === 'deliver') this.log.info('A message was delivered', fields);
    else this.log.warn('A message was not delivered this time', fields);
  }

  /** Fails some of a message's deliveries for one reason; the message goes on without them, if it is ours still: the answer. */
  async drop(message: ClaimedMessage, { subjects, reason }: Untold): Promise<boolean> {
    const dropped = { deliveryIds: subjects.map(({ deliveryId }) => deliveryId), reason, seconds: this.env.LEASE_SECONDS };
    if (!(await this.insist(message, (tx) => this.outcomes.drop(tx, message, dropped)))) return false;
    this.metrics.dropped(message, 'FAILED', subjects.length);
    const fields = fieldsOf({ ...message, subjects, count: subjects.length });
    this.log.error('Credentials were left out of a message', undefined, { ...fields, reason });
    return true;
  }

  /**
   * Ends as unconfirmed what a message that may have gone out says and is no longer so, and has those told who are to be told
   * instead. The message goes on without it, if it is ours still: the answer.
   */
  async withdraw(message: ClaimedMessage): Promise<boolean> {
    const withdrawn = await this.insist(message, async (tx) => {
      if (!(await this.outcomes.reduced(tx, message, { reason: IN_DOUBT, seconds: this.env.LEASE_SECONDS }))) return undefined;
      return this.withdrawals.withdraw(tx, { messageId: message.id, inDoubt: IN_DOUBT });
    });
    if (!withdrawn) return false;
    if (withdrawn.count > 0) this.metrics.dropped(message, 'UNCONFIRMED', withdrawn.count);
    return true;
  }

  /** Ends what waits in vain. */
  async expire(): Promise<void> {
    await this.outcomes.expire(this.transactions.reading);
  }

  private insist<T>(message: ClaimedMessage, write: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.insistence.write(() => this.transactions.run(write), fieldsOf(message));
  }

  private write(tx: Transaction, message: ClaimedMessage, settlement: Settlement): Promise<boolean> {
    switch (settlement.to) {
      case 'deliver':
        return this.outcomes.end(tx, message, {
          state: 'DELIVERED',
          reason: message.resent ? 'sent twice under one id, since the first answer was lost: it may have arrived twice' : null,
          providerRef: settlement.providerRef,
        });
      case 'fail':
        return this.outcomes.end(tx, message, { state: 'FAILED', reason: settlement.reason, providerRef: null });
      case 'giveUp':
        return this.outcomes.end(tx, message, { state: 'UNCONFIRMED', reason: settlement.reason, providerRef: null });
      case 'release':
        return this.outcomes.release(tx, message, settlement);
      case 'keep':
        return this.outcomes.keep(tx, message, settlement);
      case 'resend':
        return Promise.resolve(true);
    }
  }
}
