import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Metrics } from '#libs/observability';
import { Gauge } from 'prom-client';
import { channelNames } from '../channels/index.js';
import { CircuitsRepository } from './circuits.repository.js';

/** Shows the circuits, read when they are asked for: every process says the same of them. */
@Injectable()
export class CircuitMetrics {
  constructor(metrics: Metrics, transactions: Transactions, circuits: CircuitsRepository) {
    new Gauge({
      name: 'curfew_channel_misconfigured',
      help: '1 while a channel refuses our own credentials or settings; its reminders wait. No values while the database is away.',
      labelNames: ['channel'],
      registers: [metrics],
      async collect() {
        const open = await circuits.open(transactions.reading).catch(() => undefined);
        this.reset();
        if (open) for (const channel of channelNames) this.set({ channel }, open.includes(channel) ? 1 : 0);
      },
    });
  }
}
