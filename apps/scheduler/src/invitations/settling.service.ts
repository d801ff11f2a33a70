import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { isPassing } from '#libs/kernel';
import { Log } from '#libs/observability';
import type { ClaimedInvitation } from './claimed-invitation.js';
import { NO_LONGER_OPEN } from './claims.repository.js';
import { fieldsOf } from './invitation-fields.js';
import { InvitationMetrics } from './invitation.metrics.js';
import type { InvitationSettlement } from './invitation-settlement.js';
import { OutcomesRepository } from './outcomes.repository.js';

/** How soon an outcome is written again after the database did not take it. */
const AGAIN_MS = 250;

/** While the process ends, the database may be away for so long before an outcome is given up. */
const LAST_CHANCE_MS = 3_000;

/** Writes down what came of invitations. */
@Injectable()
export class SettlingService implements BeforeApplicationShutdown {
  private readonly hopeless = new AbortController();

  constructor(
    private readonly transactions: Transactions,
    private readonly outcomes: OutcomesRepository,
    private readonly metrics: InvitationMetrics,
    private readonly log: Log,
  ) {}

  beforeApplicationShutdown(): void {
    setTimeout(() => {
      this.hopeless.abort();
    }, LAST_CHANCE_MS).unref();
  }

  /**
   * Writes an outcome under the invitation's fence. What the mail server has answered is not forgotten because the database is
   * away for a moment: it is written again until it is taken. Rejects for any other failure, and when the process ends first.
   */
  async settle(invitation: ClaimedInvitation, settlement: InvitationSettlement): Promise<void> {
    const fields = fieldsOf(invitation);
    if (!(await this.insist(invitation, settlement))) {
      this.log.warn('Another process has taken this invitation over; its outcome is not ours to write', fields);
      return;
    }
    this.metrics.settled(settlement);
    const reason = 'reason' in settlement ? { reason: settlement.reason } : {};
    if (settlement.to === 'deliver') this.log.info('An invitation was delivered', { ...fields, outcome: settlement.to });
    else this.log.warn('An invitation was not delivered this time', { ...fields, outcome: settlement.to, ...reason });
  }

  private async insist(invitation: ClaimedInvitation, settlement: InvitationSettlement): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.write(invitation, settlement);
      } catch (error) {
        if (!isPassing(error) || this.hopeless.signal.aborted) throw error;
        if (attempt === 1) this.log.error('An outcome could not be written; trying again', error, fieldsOf(invitation));
        await pause(AGAIN_MS);
      }
    }
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
