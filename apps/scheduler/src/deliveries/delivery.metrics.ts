import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/observability';
import { Counter, Histogram } from 'prom-client';
import { channelNames } from '../channels/index.js';
import type { Settlement } from '../delivery-core/index.js';
import type { ClaimedMessage } from './claimed-message.js';

const outcomes: Record<Settlement['to'], string> = {
  deliver: 'delivered',
  fail: 'failed',
  giveUp: 'unconfirmed',
  release: 'retried',
  keep: 'answer_lost',
  resend: 'resent',
};

/** What is counted of sending. */
@Injectable()
export class DeliveryMetrics {
  private readonly deliveries;
  private readonly messages;
  private readonly lateness;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    const labelNames = ['channel', 'outcome'] as const;
    this.deliveries = new Counter({
      name: 'curfew_deliveries_total',
      help: 'Reminders settled, by channel and outcome; a digest counts each reminder in it.',
      labelNames,
      registers,
    });
    this.messages = new Counter({
      name: 'curfew_messages_total',
      help: 'Messages settled, by channel and outcome.',
      labelNames,
      registers,
    });
    this.lateness = new Histogram({
      name: 'curfew_delivery_lateness_seconds',
      help: 'From the due instant of the reminder that waited longest in a message to the claim that delivered it.',
      labelNames: ['channel'],
      buckets: [0.1, 0.5, 1, 5, 30, 60, 300, 3_600, 21_600],
      registers,
    });
    // From the start, or the first of a kind would not show as an increase.
    for (const channel of channelNames)
      for (const outcome of Object.values(outcomes)) {
        this.deliveries.inc({ channel, outcome }, 0);
        this.messages.inc({ channel, outcome }, 0);
      }
  }

  /** Counts what was left out of a message that goes on without it. */
  dropped({ channel }: Pick<ClaimedMessage, 'channel'>, state: 'FAILED' | 'UNCONFIRMED', count: number): void {
    this.deliveries.inc({ channel, outcome: state.toLowerCase() }, count);
  }

  /** Counts a settled message and everything in it. */
  settled({ channel, count, latenessSeconds }: ClaimedMessage, settlement: Settlement): void {
    const labels = { channel, outcome: outcomes[settlement.to] };
    this.messages.inc(labels);
    this.deliveries.inc(labels, count);
    if (settlement.to === 'deliver') this.lateness.observe({ channel }, latenessSeconds);
  }
}
