import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/observability';
import { Gauge } from 'prom-client';
import { ProofOfLife } from './proof-of-life.service.js';
import type { Overdue } from './sweeps.repository.js';

const unknown: Overdue = { sweptSecondsAgo: NaN, overdue: NaN, oldestOverdueSeconds: NaN, planned: NaN };

/** The figures that prove reminders run, read when they are asked for. */
@Injectable()
export class SweepMetrics {
  constructor(metrics: Metrics, proof: ProofOfLife) {
    const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [metrics] });
    const planned = gauge('curfew_reminders_planned', 'Reminders planned for later.');
    const overdue = gauge('curfew_reminders_overdue', 'Reminders and deliveries that should have been dealt with by now.');
    const oldest = gauge('curfew_reminders_oldest_overdue_seconds', 'For how long the oldest overdue one has waited.');
    new Gauge({
      name: 'curfew_sweep_age_seconds',
      help: 'Seconds since a sweep last finished, in any process. Not a number while the database is away.',
      registers: [metrics],
      async collect() {
        const figures = await proof.overdue().catch(() => unknown);
        this.set(figures.sweptSecondsAgo ?? NaN);
        planned.set(figures.planned);
        overdue.set(figures.overdue);
        oldest.set(figures.oldestOverdueSeconds);
      },
    });
    new Gauge({
      name: 'curfew_alarms',
      help: 'Alarms that Redis holds, by state of the BullMQ job.',
      labelNames: ['state'],
      registers: [metrics],
      async collect() {
        const counts = await proof.alarmCounts().catch(() => ({}));
        this.reset();
        for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
      },
    });
  }
}
