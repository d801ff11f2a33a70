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

const MS_PER_DAY = 86_400_000;

interface Alarm {
  readonly id: string;
  readonly generation: number;
  readonly dueAt: Date;
}

/** Sets alarms: BullMQ delayed jobs that ring when a reminder is due. Any of them may be lost without harm. */
@Injectable()
export class AlarmsService implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly queue: Queue<AlarmData>;

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

  /** Sets the alarms of reminders that are due within the horizon. Answers how many; rejects while Redis is away. */
  async set(alarms: readonly Alarm[]): Promise<number> {
    const now = systemClock.now().getTime();
    const near = alarms.filter(({ dueAt }) => dueAt.getTime() - now <= this.env.REMINDER_HORIZON * MS_PER_DAY);
    if (near.length === 0) return 0;
    const epoch = await readEpoch(this.redis);
    await this.queue.addBulk(near.map((alarm) => jobOf(alarm, now)));
    await this.repository.markArmed(this.transactions.reading, { ids: near.map(({ id }) => id), epoch });
    return near.length;
  }

  /** Takes down the alarms of reminders that no longer hold. One that is left rings for nothing. */
  async takeDown(alarms: readonly Omit<Alarm, 'dueAt'>[]): Promise<void> {
    await Promise.all(alarms.map((alarm) => this.queue.remove(alarmId(alarm))));
  }

  /** Sets the alarms that are missing: never set, or forgotten by Redis. Answers how many. */
  async setMissing(): Promise<number> {
    const epoch = await readEpoch(this.redis);
    const query = { epoch, horizonDays: this.env.REMINDER_HORIZON, limit: BATCH };
    let total = 0;
    for (;;) {
      const missing = await this.repository.unarmed(this.transactions.reading, query);
      const forgotten = missing.filter((alarm) => alarm.forgotten).length;
      if (forgotten > 0) this.log.warn('Redis has forgotten alarms; they are set again', { count: forgotten });
      const set = await this.set(missing);
      total += set;
      if (set < BATCH) return total;
    }
  }

  /** How many alarms Redis holds by state; rejects while it is away. */
  counts(): Promise<Record<string, number>> {
    return this.queue.getJobCounts('delayed', 'waiting', 'active', 'failed');
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
