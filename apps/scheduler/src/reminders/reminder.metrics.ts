import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/observability';
import { Counter } from 'prom-client';
import { channelNames } from '../channels/index.js';
import type { FallTally } from './fall-tally.js';

/** What is counted of planning, and of falling due. */
@Injectable()
export class ReminderMetrics {
  readonly planned;
  private readonly fallen;
  private readonly unsendable;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    this.planned = new Counter({
      name: 'curfew_reminders_planned_total',
      help: 'Reminders planned, counting one again each time it moves.',
      registers,
    });
    this.fallen = new Counter({
      name: 'curfew_reminders_fallen_due_total',
      help: 'Reminders that fell due, by outcome: told (somebody will be), untold (nobody can be; the row says why) or doubted (may have been before a restore).',
      labelNames: ['outcome'],
      registers,
    });
    this.unsendable = new Counter({
      name: 'curfew_deliveries_unsendable_total',
      help: 'Deliveries that failed as their reminder fell due, for their channel is not configured.',
      labelNames: ['channel'],
      registers,
    });
    // From the start, or the first of a kind would not show as an increase.
    for (const outcome of ['told', 'untold', 'doubted']) this.fallen.inc({ outcome }, 0);
    for (const channel of channelNames) this.unsendable.inc({ channel }, 0);
  }

  /** Counts what fell due. */
  fell({ told, untold, doubted, unsendable }: FallTally): void {
    this.fallen.inc({ outcome: 'told' }, told);
    this.fallen.inc({ outcome: 'untold' }, untold);
    this.fallen.inc({ outcome: 'doubted' }, doubted);
    for (const channel of unsendable) this.unsendable.inc({ channel });
  }
}
