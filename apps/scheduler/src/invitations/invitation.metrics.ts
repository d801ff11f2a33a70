import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/observability';
import { Counter } from 'prom-client';
import type { InvitationSettlement } from './invitation-settlement.js';

const outcomes: Record<InvitationSettlement['to'], string> = {
  deliver: 'delivered',
  fail: 'failed',
  giveUp: 'unconfirmed',
  cancel: 'cancelled',
  release: 'retried',
  keep: 'answer_lost',
};

/** What is counted of invitations. */
@Injectable()
export class InvitationMetrics {
  private readonly invitations;

  constructor(metrics: Metrics) {
    this.invitations = new Counter({
      name: 'curfew_invitations_total',
      help: 'Emails to people who were invited, settled, by outcome.',
      labelNames: ['outcome'],
      registers: [metrics],
    });
    // From the start, or the first of a kind would not show as an increase.
    for (const outcome of Object.values(outcomes)) this.invitations.inc({ outcome }, 0);
  }

  settled({ to }: InvitationSettlement): void {
    this.invitations.inc({ outcome: outcomes[to] });
  }
}
