import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { systemClock } from '#libs/kernel';
import { openRedis } from '#libs/messaging';
import { Log } from '#libs/observability';
import { Queue, type BulkJobOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { ENV, type SchedulerEnv } from '../env.js';
import { ALARM_PREFIX, ALARM_QUEUE, alarmId, type AlarmData } from './alarm-queue.js';
import { AlarmsRepository } from './alarms.repository.js';
import { readEpoch } from './epoch.js';

/** How many alarms go to Redis at once. */
const BATCH = 1_000;

/** How many batches one sweep sets at most. */
const MOST_BATCHES = 20;

const MS_PER_DAY = 86_400_000;

/** One planned reminder, as its alarm names it. */
export interface Alarm {
  readonly id: string;
  readonly generation: number;
  readonly dueAt: Date;
}

/** Sets alarms: BullMQ delayed jobs that ring when a reminder is due. Any of them may be lost without harm. */
@Injectable()
export class AlarmsService implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly queue: Queue<AlarmData>;
  private listener: (epoch: string) => void = () => undefined;

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AlarmsRepository,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {
    this.redis = openRedis({ env, log, use: 'asking' });
    // Asks Redis nothing at start: it may be away, and a queue whose first question failed would never recover.
    const lateStart = { skipWaitingForReady: true, skipVersionCheck: true };
    this.queue = new Queue(ALARM_QUEUE, { connection: this.redis, prefix: ALARM_PREFIX, ...lateStart });
    // The connection itself tells of its troubles; a queue without a listener would end the process.
    this.queue.on('error', () => undefined);
  }

  /** Sets the alarms of reminders that are due within the horizon. Rejects while Redis is away. */
  async set(alarms: readonly Alarm[]): Promise<void> {
    const now = systemClock.now().getTime();
    const near = alarms.filter(({ dueAt }) => dueAt.getTime() - now <= this.env.REMINDER_HORIZON * MS_PER_DAY);
    if (near.length > 0) await this.arm(near, await readEpoch(this.redis));
  }

  /** Takes down the alarms of reminders that no longer hold. One that is left rings for nothing. */
  async takeDown(alarms: readonly Omit<Alarm, 'dueAt'>[]): Promise<void> {
    await Promise.all(alarms.map((alarm) => this.queue.remove(alarmId(alarm))));
  }

  /**
   * Sets alarms that are missing: never set, or forgotten by Redis. Answers how many, and whether that was all of them: a sweep
   * is not to take minutes. Rejects while Redis is away.
   */
  async setMissing(): Promise<{ readonly count: number; readonly complete: boolean }> {
    // One name for all batches: should Redis forget meanwhile, what is set here counts as forgotten in the next sweep, whereas
    // alarms noted under a newer name would be found missing again and again.
    const epoch = await readEpoch(this.redis);
    this.listener(epoch);
    const query = { epoch, horizonDays: this.env.REMINDER_HORIZON, limit: BATCH };
    let count = 0;
    for (let batch = 1; batch <= MOST_BATCHES; batch += 1) {
      const missing = await this.repository.unarmed(this.transactions.reading, query);
      const forgotten = missing.filter((alarm) => alarm.forgotten).length;
      if (forgotten > 0) this.log.warn('Redis has forgotten alarms; they are set again', { count: forgotten });
      if (missing.length > 0) await this.arm(missing, epoch);
      count += missing.length;
      if (missing.length < BATCH) return { count, complete: true };
    }
    return { count, complete: false };
  }

  /** Calls `listener` with the name of the memory that Redis has, whenever that was asked for; there is one listener. */
  onEpoch(listener: (epoch: string) => void): void {
    this.listener = listener;
  }

  /** How many alarms Redis holds by state; rejects while it is away. */
  counts(): Promise<Record<string, number>> {
    return this.queue.getJobCounts('delayed', 'waiting', 'active', 'failed');
  }

  private async arm(alarms: readonly Alarm[], epoch: string): Promise<void> {
    const now = systemClock.now().getTime();
    await this.queue.addBulk(alarms.map((alarm) => jobOf(alarm, now)));
    await this.repository.markArmed(this.transactions.reading, { ids: alarms.map(({ id }) => id), epoch });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close().catch(() => undefined);
    this.redis.disconnect();
  }
}

function jobOf(alarm: Alarm, now: number) {
  const opts: BulkJobOptions = {
    jobId: alarmId(alarm),
    timestamp: now,
    delay: Math.max(alarm.dueAt.getTime() - now, 0),
    removeOnComplete: true,
    removeOnFail: true,
  };
  return { name: 'ring', data: { reminderId: alarm.id }, opts };
}
