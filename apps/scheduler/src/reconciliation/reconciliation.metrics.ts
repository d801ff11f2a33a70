import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Metrics, showFigures, type ShownFigure } from '#libs/observability';
import { Counter } from 'prom-client';
import { ReconciliationsRepository, type LastReconciliation } from './reconciliations.repository.js';

const figures: readonly ShownFigure<LastReconciliation>[] = [
  {
    name: 'curfew_last_reconciliation_age_seconds',
    help: 'Seconds since all copies were last compared with what the keys service knows, in whichever process.',
    pick: ({ finishedSecondsAgo }) => finishedSecondsAgo,
  },
  {
    name: 'curfew_reconciliation_leftovers',
    help: 'Copies that the last reconciliation left as they were, by reason: ahead (newer than what the keys service has), unknown (to it) or failed (the log says why).',
    labelNames: ['reason'],
    pick: ({ ahead, unknown, failed }) =>
      Object.entries({ ahead, unknown, failed }).map(([reason, value]) => ({ labels: { reason }, value })),
  },
];

/** What is shown of reconciliations. */
@Injectable()
export class ReconciliationMetrics {
  /** Copies that were brought up to date, by kind. */
  readonly healed;

  constructor(metrics: Metrics, transactions: Transactions, reconciliations: ReconciliationsRepository) {
    showFigures(metrics, () => reconciliations.last(transactions.reading), figures);
    this.healed = new Counter({
      name: 'curfew_reconciliation_healed_total',
      help: 'Copies that were brought up to date as the event that should have was lost, by kind.',
      labelNames: ['kind'],
      registers: [metrics],
    });
  }
}
