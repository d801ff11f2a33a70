import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { ENV, type SchedulerEnv } from '../env.js';
import { ExpirationsService } from './expirations.service.js';

/** How long to wait after a failure, and while what has passed can't be told of yet. */
const RETRY_MS = 1_000;

/**
 * Watches for expirations to pass, by a timer for the next one and every sweep interval. It needs Redis, and reminders do not:
 * so it is a loop of its own, which holds up nobody.
 */
@Injectable()
export class ExpirationsWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly longestRestMs: number;
  private failing = false;

  constructor(
    private readonly expirations: ExpirationsService,
    private readonly log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.longestRestMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async turn(): Promise<number> {
    const nextMs = (await this.expirations.nextInMs()) ?? Infinity;
    if (nextMs > 0) return this.rest(nextMs);
    const { count, hasMore } = await this.expirations.tellSome();
    if (count > 0) this.log.info('Credentials have expired; other services are told', { count });
    this.failing = false;
    return hasMore ? 0 : RETRY_MS;
  }

  private rest(nextMs: number): number {
    return Math.min(Math.ceil(nextMs), this.longestRestMs);
  }

  private failed(error: unknown): number {
    if (!this.failing) this.log.warn('Nobody can be told of expirations now; trying again', { error: String(error) });
    this.failing = true;
    return RETRY_MS;
  }
}
