import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { Log } from '#libs/observability';
import { Insistence } from '../insistence/index.js';
import type { ClaimedMessage, ClaimedSubject } from './claimed-message.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { fieldsOf } from './message-fields.js';
import { OutcomesRepository } from './outcomes.repository.js';
import type { Settlement } from '../delivery-core/index.js';

/** Writes down what came of messages. */
@Injectable()
export class SettlingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly insistence: Insistence,
    private readonly outcomes: OutcomesRepository,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Writes an outcome under the message's fence. What a provider has answered is not forgotten because the database is away
   * for a moment: it is written again until it is taken. Rejects for any other failure, and when the process ends first.
   */
  async settle(message: ClaimedMessage, settlement: Settlement): Promise<void> {
    if (!(await this.insist(message, (tx) => this.write(tx, message, settlement)))) {
      this.log.warn('Another process has taken this message over; its outcome is not ours to write', fieldsOf(message));
      return;
    }
    this.metrics.settled(message, settlement);
    const reason = 'reason' in settlement ? { reason: settlement.reason } : {};
    const fields = { ...fieldsOf(message), outcome: settlement.to, ...reason };
    if (settlement.to === 'deliver') this.log.info('A message was delivered', fields);
    else this.log.warn('A message was not delivered this time', fields);
  }

  /** Ends some of a message's deliveries for one reason; the message goes on without them. */
  async drop(
    message: ClaimedMessage,
    subjects: readonly ClaimedSubject[],
    ending: { readonly state: 'FAILED' | 'UNCONFIRMED'; readonly reason: string },
  ): Promise<void> {
    const deliveryIds = subjects.map(({ deliveryId }) => deliveryId);
    if (!(await this.insist(message, (tx) => this.outcomes.drop(tx, message, { ...ending, deliveryIds })))) return;
    this.metrics.dropped(message, ending.state, subjects.length);
    this.log.error('Credentials were left out of a message', undefined, {
      ...fieldsOf({ ...message, subjects }),
      reason: ending.reason,
    });
  }

  /** Ends what waits in vain. */
  async expire(): Promise<void> {
    await this.outcomes.expire(this.transactions.reading);
  }

  private insist(message: ClaimedMessage, write: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
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
