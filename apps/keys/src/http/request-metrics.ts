import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/observability';
import { Histogram } from 'prom-client';

/** One request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route, never the path that was asked for: that could be anything. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Counts requests and how long they took. */
@Injectable()
export class RequestMetrics {
  private readonly duration: Histogram<'method' | 'route' | 'status'>;

  constructor(metrics: Metrics) {
    this.duration = new Histogram({
      name: 'curfew_http_request_duration_seconds',
      help: 'How long requests took, by method, route pattern and status; its _count is how many there were.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers: [metrics],
    });
  }

  observe({ method, route, status, durationMs }: AnsweredRequest): void {
    this.duration.observe({ method, route, status: String(status) }, durationMs / 1_000);
  }
}
