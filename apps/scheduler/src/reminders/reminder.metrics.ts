import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/observability';
import { Counter } from 'prom-client';

/** What is counted of planning. */
@Injectable()
export class ReminderMetrics {
  readonly planned;

  constructor(metrics: Metrics) {
    this.planned = new Counter({
      name: 'curfew_reminders_planned_total',
      help: 'Reminders planned, counting one again each time it moves.',
      registers: [metrics],
    });
  }
}
