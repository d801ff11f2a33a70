import { Injectable } from '@nestjs/common';
import { Metrics, showFigures, type ShownFigure } from '#libs/observability';
import { Gauge } from 'prom-client';
import { ProofOfLife } from './proof-of-life.service.js';
import type { Overdue } from './sweeps.repository.js';

const figures: readonly ShownFigure<Overdue>[] = [
  { name: 'curfew_reminders_planned', help: 'Reminders planned for later.', pick: ({ planned }) => planned },
  {
    name: 'curfew_reminders_overdue',
    help: 'Reminders, deliveries and invitations that should have been dealt with by now.',
    pick: ({ overdue }) => overdue,
  },
  {
    name: 'curfew_reminders_oldest_overdue_seconds',
    help: 'For how long the oldest overdue one has waited.',
    pick: ({ oldestOverdueSeconds }) => oldestOverdueSeconds,
  },
  {
    name: 'curfew_last_sweep_age_seconds',
    help: 'Seconds since a sweep last finished, in whichever process.',
    pick: ({ sweptSecondsAgo }) => sweptSecondsAgo,
  },
];

/** The figures that prove reminders run, read when they are asked for. Not a number while the database is away. */
@Injectable()
export class SweepMetrics {
  constructor(metrics: Metrics, proof: ProofOfLife) {
    showFigures(metrics, () => proof.overdue(), figures);
    new Gauge({
      name: 'curfew_alarms',
      help: 'The depth of the alarm queue in Redis, by state of the BullMQ job. No values while Redis is away.',
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
