import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { openRedis } from '#libs/messaging';
import { Log } from '#libs/observability';
import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { ENV, type SchedulerEnv } from '../env.js';
import { ALARM_PREFIX, ALARM_QUEUE, type AlarmData } from './alarm-queue.js';
import { AlarmRing } from './alarm-ring.js';

/** A worker that does not close in this time is left behind: an alarm that rings while the process ends is nothing lost. */
const CLOSE_MS = 1_000;

/** Hears alarms ring. Ringing decides nothing: it makes the watch look, and the database says what is due. */
@Injectable()
export class AlarmWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private redis: Redis | undefined;
  private worker: Worker<Partial<AlarmData>> | undefined;

  constructor(
    private readonly alarms: AlarmRing,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  onApplicationBootstrap(): void {
    this.redis = openRedis({ env: this.env, log: this.log, use: 'working' });
    this.worker = new Worker(ALARM_QUEUE, (job) => this.hear(job), {
      connection: this.redis,
      prefix: ALARM_PREFIX,
      concurrency: 50,
      // A stalled alarm is rung again as often as it takes; giving up is the database's to decide.
      maxStalledCount: 1_000_000,
    });
    this.worker.on('error', (error) => {
      this.log.debug('The alarm worker has trouble; the sweep stands in for it', { error: error.message });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    const closed = this.worker?.close().catch(() => undefined);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    this.redis?.disconnect();
  }

  private hear({ data, id }: Job<Partial<AlarmData>>): Promise<void> {
    if (data.reminderId === undefined) {
      this.log.error('An alarm rang without saying for what: Redis lost part of its memory', undefined, {
        reason: id ?? 'no id',
      });
    }
    this.alarms.ring();
    return Promise.resolve();
  }
}
