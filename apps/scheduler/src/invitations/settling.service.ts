import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { Insistence } from '../insistence/index.js';
import type { ClaimedInvitation } from './claimed-invitation.js';
import { NO_LONGER_OPEN } from './claims.repository.js';
import { fieldsOf } from './invitation-fields.js';
import { InvitationMetrics } from './invitation.metrics.js';
import type { InvitationSettlement } from './invitation-settlement.js';
import { OutcomesRepository } from './outcomes.repository.js';

/** Writes down what came of invitations. */
@Injectable()
export class SettlingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly insistence: Insistence,
    private readonly outcomes: OutcomesRepository,
    private readonly metrics: InvitationMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Writes an outcome under the invitation's fence. What the mail server has answered is not forgotten because the database is
   * away for a moment: it is written again until it is taken. Rejects for any other failure, and when the process ends first.
   */
  async settle(invitation: ClaimedInvitation, settlement: InvitationSettlement): Promise<void> {
    const fields = fieldsOf(invitation);
    if (!(await this.insistence.write(() => this.write(invitation, settlement), fields))) {
      this.log.warn('Another process has taken this invitation over; its outcome is not ours to write', fields);
      return;
    }
    this.metrics.settled(settlement);
    const reason = 'reason' in settlement ? { reason: settlement.reason } : {};
    if (settlement.to === 'deliver') this.log.info('An invitation was delivered', { ...fields, outcome: settlement.to });
    else this.log.warn('An invitation was not delivered this time', { ...fields, outcome: settlement.to, ...reason });
  }

  private write(invitation: ClaimedInvitation, settlement: InvitationSettlement): Promise<boolean> {
    const tx = this.transactions.reading;
    const end = this.outcomes.end.bind(this.outcomes, tx, invitation);
    switch (settlement.to) {
      case 'deliver':
        return end({ state: 'DELIVERED', reason: null, providerRef: settlement.providerRef });
      case 'fail':
        return end({ state: 'FAILED', reason: settlement.reason, providerRef: null });
      case 'giveUp':
        return end({ state: 'UNCONFIRMED', reason: settlement.reason, providerRef: null });
      case 'cancel':
        return end({ state: 'CANCELLED', reason: NO_LONGER_OPEN, providerRef: null });
      case 'keep':
        return this.outcomes.keep(tx, invitation, settlement);
      case 'release':
        return this.outcomes.release(tx, invitation, { ...settlement, counts: settlement.cause === 'failed' });
    }
  }
}
